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
