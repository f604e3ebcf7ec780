import { expect, test } from 'vitest';
import type { FrontendRow } from '../../../model/starrocks/frontend-rows.ts';
import { judgeMembership } from '../../../model/starrocks/judge-membership.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const judge = (rows: readonly FrontendRow[], joining = [makeNode(3)]) =>
  judgeMembership({ host: '10.0.0.1', rows, voters: 2, namedBy: 2 }, joining);
const refusals = (rows: readonly FrontendRow[]) => judge(rows).filter(({ severity }) => severity === 'refusal');

test('a healthy cluster takes a new node', () => {
  expect(refusals([makeLeaderRow(1), makeRow(2)])).toEqual([]);
});

test('a dead voter refuses: it already uses up what the join may lose', () => {
  expect(refusals([makeLeaderRow(1), makeRow(2, { alive: false })])).toMatchObject([
    { gate: 'quorum', subject: '10.0.0.2:9010', next: ["ALTER SYSTEM DROP FOLLOWER '10.0.0.2:9010';"] },
  ]);
});

test('another half-joined frontend refuses, with the statement that drops it by its role', () => {
  expect(refusals([makeLeaderRow(1), makeHalfJoinedRow(2)])).toMatchObject([
    { gate: 'half-joined', next: ["ALTER SYSTEM DROP FOLLOWER '10.0.0.2:9010';"] },
  ]);
});

test('another half-joined observer has no vote to lose: it is said, with the statement of its role', () => {
  expect(judge([makeLeaderRow(1), makeHalfJoinedRow(2, { role: 'OBSERVER' })])).toContainEqual(
    expect.objectContaining({
      gate: 'half-joined',
      severity: 'warning',
      next: ["ALTER SYSTEM DROP OBSERVER '10.0.0.2:9010';"],
    }),
  );
});

test('for an observer a dead voter and a half-joined follower are warnings: its join needs no vote', () => {
  const observer = [{ ...makeNode(3), observer: true as const }];
  const rows = [makeLeaderRow(1), makeRow(2), makeRow(4, { alive: false }), makeHalfJoinedRow(5)];
  expect(judge(rows, observer)).toMatchObject([
    { gate: 'quorum', severity: 'warning', next: ["ALTER SYSTEM DROP FOLLOWER '10.0.0.4:9010';"] },
    { gate: 'half-joined', severity: 'warning' },
  ]);
  expect(judge(rows, [...observer, makeNode(6)])).toMatchObject([{ severity: 'refusal' }, { severity: 'refusal' }]);
});

test('the node itself, registered and never alive, is adopted', () => {
  expect(judge([makeLeaderRow(1), makeHalfJoinedRow(3)])).toMatchObject([
    { gate: 'quorum' },
    { gate: 'half-joined', severity: 'ok' },
    { gate: 'member', severity: 'ok' },
  ]);
});

test('a node that is in already, or whose host has another frontend, refuses', () => {
  expect(refusals([makeLeaderRow(1), makeRow(3)])).toMatchObject([
    { gate: 'member', message: 'fe-3 (10.0.0.3:9010) is already in the cluster as FOLLOWER' },
  ]);
  expect(refusals([makeLeaderRow(1), makeRow(3, { editLogPort: 9999 })])).toMatchObject([
    { gate: 'member', message: expect.stringContaining('allows one a host') },
  ]);
});

test('a half-joined node is adopted only in the role that the file gives it', () => {
  const follower = [makeLeaderRow(1), makeHalfJoinedRow(3)];
  const observer = [makeLeaderRow(1), makeHalfJoinedRow(3, { role: 'OBSERVER' })];
  const asObserver = [{ ...makeNode(3), observer: true as const }];
  expect(judge(observer, asObserver)).toContainEqual(expect.objectContaining({ gate: 'member', severity: 'ok' }));
  expect(judge(observer)).toContainEqual({
    gate: 'role',
    severity: 'refusal',
    subject: 'fe-3',
    message: 'fe-3 (10.0.0.3:9010) is registered as OBSERVER, and the cluster file does not say observer: true',
    next: ["ALTER SYSTEM DROP OBSERVER '10.0.0.3:9010';"],
  });
  expect(judge(follower, asObserver)).toContainEqual(
    expect.objectContaining({ gate: 'role', next: ["ALTER SYSTEM DROP FOLLOWER '10.0.0.3:9010';"] }),
  );
});
