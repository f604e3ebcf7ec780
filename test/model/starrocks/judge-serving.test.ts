import { expect, test } from 'vitest';
import { JOURNAL_LAG_LIMIT, judgeServing } from '../../../model/starrocks/judge-serving.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const HANDLE = '10.0.0.2:9010';
const good = [makeLeaderRow(1), makeRow(2)];

test('a member that answers for the same cluster and names the same leader serves', () => {
  expect(judgeServing(HANDLE, good, good)).toEqual({
    serving: true,
    why: 'answers on its own port, same cluster, 2 journal entries behind',
  });
});

test('Alive without Join, and Join without Alive, do not serve', () => {
  expect(judgeServing(HANDLE, [makeLeaderRow(1), makeRow(2, { join: false })], good).serving).toBe(false);
  expect(
    judgeServing(HANDLE, [makeLeaderRow(1), makeHalfJoinedRow(2, { join: true, errMsg: 'not ready' })], good),
  ).toEqual({ serving: false, why: 'Join true, Alive false: not ready' });
});

test('an answer for another cluster does not count', () => {
  const stray = [makeLeaderRow(2, { clusterId: '7' })];
  expect(judgeServing(HANDLE, good, stray)).toMatchObject({
    serving: false,
    why: 'it answers for cluster 7, not 1860605017',
  });
});

test('one that names no leader, or another one, does not serve', () => {
  expect(judgeServing(HANDLE, good, [makeRow(1), makeRow(2)])).toMatchObject({
    serving: false,
    why: expect.stringContaining('names no leader'),
  });
  expect(judgeServing(HANDLE, good, [makeRow(1), makeLeaderRow(2)])).toMatchObject({
    serving: false,
    why: expect.stringContaining('names 10.0.0.2:9010'),
  });
});

test('one far behind the journal of the leader does not serve yet', () => {
  const behind = (lag: number) => [
    makeLeaderRow(1, { replayedJournalId: 1000 }),
    makeRow(2, { replayedJournalId: 1000 - lag }),
  ];
  expect(judgeServing(HANDLE, behind(JOURNAL_LAG_LIMIT), good).serving).toBe(true);
  expect(judgeServing(HANDLE, behind(JOURNAL_LAG_LIMIT + 1), good).serving).toBe(false);
});
