import { expect, test } from 'vitest';
import type { GroupMember } from '../../../model/databend/judge-quorum.ts';
import { judgeStop, judgeStops, orderRestart } from '../../../model/databend/judge-restarting.ts';

const group = (voters: number, dead: readonly number[] = []): GroupMember[] =>
  Array.from({ length: voters }, (_, index) => ({
    ...{ name: `meta-${index + 1}`, votes: true, leads: index === 0, behind: 0 },
    lives: !dead.includes(index + 1),
  }));

test('the dead go first and the leader last', () => {
  expect(orderRestart(group(3, [3]), ['meta-1', 'meta-2', 'meta-3'])).toEqual(['meta-3', 'meta-2', 'meta-1']);
});

test('one of three can be stopped, one of two or a single one only in an outage that was asked for', () => {
  expect(judgeStop(group(3), 'meta-2')).toMatchObject({ gate: 'outage', severity: 'ok' });
  expect(judgeStop(group(2), 'meta-2')).toMatchObject({ severity: 'refusal' });
  expect(judgeStop(group(1), 'meta-1')).toMatchObject({ severity: 'refusal' });
  expect(judgeStop(group(1), 'meta-1', 'new kernel')).toMatchObject({
    severity: 'warning',
    message: 'while meta-1 is stopped 0 of 1 voters live, and it takes 1; asked for: new kernel',
  });
});

test('a dead one that is started first lives when the next one is stopped', () => {
  const severities = judgeStops(group(3, [3]), ['meta-3', 'meta-2', 'meta-1']).map(({ severity }) => severity);
  expect(severities).toEqual(['ok', 'ok', 'ok']);
  expect(judgeStops(group(3, [3]), ['meta-2'])).toMatchObject([{ severity: 'refusal' }]);
});

test('where a dead one is in the way it is named, and brought back before an outage is thought of', () => {
  expect(judgeStop(group(4, [3]), 'meta-4')).toMatchObject({
    severity: 'refusal',
    message:
      'while meta-4 is stopped 2 of 4 voters live, and it takes 3: nothing could be written meanwhile; meta-3 does not live',
    next: ['muster restart meta-3   # beside an operation that holds: start its unit on its host, then retry'],
  });
  expect(judgeStop(group(2), 'meta-2').next).toEqual(["muster restart meta-2 --outage --reason '…'"]);
  expect(judgeStop(group(2, [1]), 'meta-2').next).toEqual([
    'muster restart meta-1   # beside an operation that holds: start its unit on its host, then retry',
    "muster restart meta-2 --outage --reason '…'",
  ]);
});
