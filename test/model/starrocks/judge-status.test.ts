import { expect, test } from 'vitest';
import { judgeStatus } from '../../../model/starrocks/judge-status.ts';
import type { NodeStatus } from '../../../model/status.ts';

const member = (number: number, change: Partial<NodeStatus> = {}): NodeStatus => ({
  alias: `fe-${number}`,
  handle: `10.0.0.${number}:9010`,
  role: 'FOLLOWER',
  leader: number === 1,
  inFile: true,
  inCluster: true,
  joined: true,
  alive: true,
  serving: 'yes',
  ...change,
});
const gates = (nodes: readonly NodeStatus[], trouble?: string) =>
  judgeStatus(nodes, trouble).findings.map(({ gate, subject }) => `${gate} ${subject}`);

test('three members that serve need nothing', () => {
  expect(
    judgeStatus(
      [1, 2, 3].map((number) => member(number)),
      undefined,
    ),
  ).toEqual({ findings: [], next: [], voters: { alive: 3, total: 3 } });
});

test('a node that is only in the file is offered to be added', () => {
  const { findings, next } = judgeStatus(
    [member(1), { alias: 'fe-2', handle: '10.0.0.2:9010', role: 'fe', leader: false, inFile: true, inCluster: false }],
    undefined,
  );
  expect(findings).toMatchObject([{ message: 'in the file, not in the cluster: fe-2' }]);
  expect(next).toEqual(['muster add fe-2']);
});

test('what is wrong with a member is said by its kind', () => {
  expect(gates([member(1), member(2, { joined: false, alive: false }), member(3)])).toEqual([
    'half-joined fe-2',
    'quorum cluster',
  ]);
  expect(gates([member(1), member(2, { alive: false }), member(3)])).toEqual(['dead fe-2']);
  expect(gates([member(1), member(2, { serving: 'silent' }), member(3)])).toEqual(['serving fe-2']);
});

test('two voters are called what they are', () => {
  expect(gates([member(1), member(2)])).toEqual(['quorum cluster']);
});

test('without a leader that comes first and nothing is offered', () => {
  const { findings, next } = judgeStatus(
    [member(1), { alias: 'fe-2', handle: 'x', role: 'fe', leader: false, inFile: true, inCluster: false }],
    'nobody names one',
  );
  expect(findings[0]).toMatchObject({ gate: 'quorum', severity: 'refusal' });
  expect(next).toEqual([]);
});
