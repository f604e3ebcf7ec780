import { describe, expect, test } from 'vitest';
import type { FrontendRow } from '../../../model/starrocks/frontend-rows.ts';
import { judgeRemoval } from '../../../model/starrocks/judge-removal.ts';
import { type Leaving, findLeaving } from '../../../model/starrocks/leaving.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';
import { makeCluster } from '../../fixtures/scripted-world.ts';

const cluster = makeCluster();
const named = (name: string): Leaving => {
  const found = findLeaving(cluster, name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

interface Asked {
  readonly lost?: boolean;
  /** Numbers of those that do not answer. */
  readonly silent?: readonly number[];
}

function judge(rows: readonly FrontendRow[], names: readonly string[], { lost = false, silent = [] }: Asked = {}) {
  const deaf = silent.map((number) => `10.0.0.${number}`);
  const answering = rows.map(({ host }) => host).filter((host) => !deaf.includes(host));
  const leaving = names.map(named).map((one) => ({ ...one, answers: answering.includes(one.host) }));
  return judgeRemoval({ host: '10.0.0.1', rows, answering }, { leaving, lost });
}

const said = (...args: Parameters<typeof judge>) =>
  judge(...args)
    .findings.filter(({ severity }) => severity !== 'ok')
    .map(({ gate, severity }) => `${gate} ${severity}`);
const three = [makeLeaderRow(1), makeRow(2), makeRow(3)];

test('an odd number that is left is fine, a pair and four are warned of', () => {
  const five = [...three, makeRow(4), makeRow(5)];
  expect(said(five, ['fe-2', 'fe-3'])).toEqual([]);
  expect(said(three, ['fe-3'])).toEqual(['odd warning']);
  expect(said(five, ['fe-3'])).toEqual(['odd warning']);
  expect(said([...three, makeRow(4, { role: 'OBSERVER' })], ['10.0.0.4:9010'])).toEqual([]);
});

test('a node that stays and is called alive, but does not answer, is not counted on', () => {
  expect(said(three, ['fe-3'])).not.toContain('quorum refusal');
  expect(said(three, ['fe-3'], { silent: [2] })).toEqual(['quorum refusal', 'dead warning', 'odd warning']);
});

describe('a node', () => {
  test('that answers is not lost', () => {
    expect(said(three, ['fe-3'], { lost: true })).toContain('lost refusal');
    expect(said(three, ['fe-3'], { lost: true, silent: [3] })).not.toContain('lost refusal');
  });

  test('that is not registered is only cleared away, and is nothing to call lost', () => {
    expect(said([makeLeaderRow(1), makeRow(2)], ['fe-3'])).toEqual(['member warning']);
    expect(said([makeLeaderRow(1), makeRow(2)], ['fe-3'], { lost: true })).toContain('member refusal');
    expect(said([makeLeaderRow(1), makeRow(3, { editLogPort: 9999 })], ['fe-3'])).toContain('member refusal');
  });

  test('with another role than the file says is refused, unless it is lost', () => {
    const rows = [makeLeaderRow(1), makeRow(3, { role: 'OBSERVER' })];
    expect(said(rows, ['fe-3'])).toEqual(['role refusal']);
    expect(said(rows, ['fe-3'], { lost: true, silent: [3] })).toEqual(['role warning']);
  });
});

test('another one that is half-joined is a warning for a follower, and refuses to stop the leader', () => {
  const rows = [...three, makeHalfJoinedRow(4)];
  expect(said(rows, ['fe-3'])).toContain('half-joined warning');
  expect(said(rows, ['fe-1'])).toContain('half-joined refusal');
});

test('a half-joined one may go itself', () => {
  expect(said([makeLeaderRow(1), makeRow(2), makeHalfJoinedRow(3)], ['fe-3'])).not.toContain('quorum refusal');
});
