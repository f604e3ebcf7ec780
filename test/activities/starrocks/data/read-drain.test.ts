import { expect, test } from 'vitest';
import type { AskLeader } from '../../../../activities/starrocks/data/ask-leader.ts';
import { readDrain } from '../../../../activities/starrocks/data/read-drain.ts';
import { findLoss } from '../../../../model/starrocks/drain/judge-loss.ts';
import { viewRemaining } from '../../../../model/starrocks/drain/remaining.ts';
import { makeBackend, makeReading, makeTarget } from '../../../fixtures/drain-reading.ts';

const dead = makeBackend(4, { alive: false, tablets: 5 });
const others = [1, 2, 3].map((number) => makeBackend(number));

/** One table, of which the dead backend still has three replicas when it is listed; each has another one elsewhere. */
const asked: AskLeader = async (statement) => {
  if (statement === "SHOW PROC '/dbs'") return [{ DbId: '1', DbName: 'shop' }];
  if (statement === "SHOW PROC '/dbs/1'") return [{ TableId: '2', TableName: 'orders', Type: 'OLAP', State: 'NORMAL' }];
  if (!statement.startsWith('ADMIN SHOW REPLICA STATUS')) return [];
  return ['7', '8', '9'].flatMap((TabletId) =>
    [dead, makeBackend(1)].map(({ id }) => ({
      TabletId,
      BackendId: id,
      Version: '2',
      LastFailedVersion: '-1',
      CommittedVersion: '2',
      IsBad: 'false',
      State: 'NORMAL',
      Status: 'OK',
    })),
  );
};

const lossAt = async (later: number) => {
  const members = makeReading({ backends: [...others, dead] });
  const recount = async () => ({ backends: [...others, { ...dead, tablets: later }] });
  const reading = await readDrain(asked, members, { deep: true, recount });
  return findLoss(reading, viewRemaining(reading, [makeTarget(4)]));
};

test('what the database repairs away from a dead backend while it is listed was not overlooked', async () => {
  expect(await lossAt(3)).toEqual({ tablets: [], unseen: 0 });
  expect(await lossAt(2)).toEqual({ tablets: [], unseen: 0 });
});

test('what stays and is in no table was', async () => {
  expect(await lossAt(5)).toEqual({ tablets: [], unseen: 2 });
});
