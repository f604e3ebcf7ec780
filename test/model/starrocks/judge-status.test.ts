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
  expect(findings).toMatchObject([
    {
      gate: 'file',
      message: 'fe-2 (10.0.0.2:9010) is in the file, not in the cluster: add it, or take it out of the file',
    },
  ]);
  expect(next).toEqual(['muster add fe-2']);
});

test('what is wrong with a member is said by its kind', () => {
  expect(gates([member(1), member(2, { joined: false, alive: false, halfJoined: true }), member(3)])).toEqual([
    'half-joined fe-2',
    'quorum cluster',
  ]);
  expect(gates([member(1), member(2, { alive: false }), member(3)])).toEqual(['dead fe-2']);
  expect(gates([member(1), member(2, { serving: 'silent' }), member(3)])).toEqual(['serving fe-2']);
});

test('two voters are called what they are', () => {
  expect(gates([member(1), member(2)])).toEqual(['quorum cluster']);
});

test('without a leader that comes first, and nothing is offered to be added', () => {
  const { findings, next } = judgeStatus(
    [member(1), { alias: 'fe-2', handle: 'x', role: 'fe', leader: false, inFile: true, inCluster: false }],
    'nobody names one',
  );
  expect(findings[0]).toMatchObject({ gate: 'quorum', severity: 'refusal' });
  expect(next).toEqual(['muster check']);
});

const absent = (number: number, change: Partial<NodeStatus> = {}): NodeStatus => ({
  alias: `fe-${number}`,
  handle: `10.0.0.${number}:9010`,
  role: 'FOLLOWER',
  leader: false,
  inFile: true,
  inCluster: false,
  ...change,
});
const three = [1, 2, 3].map((number) => member(number));

test('nodes that only have to be added are offered together, after what is urgent', () => {
  expect(judgeStatus([member(1), absent(2), absent(3)], undefined).next).toEqual(['muster add fe-2 fe-3']);
  const { findings, next } = judgeStatus([...three.slice(0, 2), member(3, { alive: false }), absent(4)], undefined);
  expect(findings[0]?.next).toEqual(['muster restart fe-3', 'muster remove fe-3 --lost']);
  expect(next).toEqual(['muster restart fe-3']);
});

test('a dead voter refuses, a dead observer warns: it has no vote', () => {
  const judge = (node: NodeStatus) => judgeStatus([...three, node], undefined);
  expect(judge(member(4, { alive: false, error: 'Connection refused' })).findings).toMatchObject([
    { gate: 'dead', severity: 'refusal', message: 'fe-4 is registered and not alive: Connection refused' },
  ]);
  const observer = judge(member(4, { alive: false, role: 'OBSERVER' }));
  expect(observer.findings).toMatchObject([{ gate: 'dead', severity: 'warning' }]);
  expect(observer.voters).toEqual({ alive: 3, total: 3 });
});

test.each([
  ['other cluster', 'second-cluster', 'refusal'],
  ['dropped', 'process', 'warning'],
  ['silent', 'process', 'warning'],
  ['unknown', 'process', 'warning'],
] as const)('what answers on the port of a node that is no member: %s', (kind, gate, severity) => {
  const zombie = absent(4, { stranger: { kind, clusterId: '7' }, commands: { stop: 'stop it', start: 'start it' } });
  expect(judgeStatus([...three, zombie], undefined).findings).toEqual([
    { gate, severity, subject: 'fe-4', message: expect.stringContaining('fe-4 a'), next: ['stop it'] },
  ]);
});

test('a member whose own port answers for another cluster is said to, before anything else', () => {
  const other = member(3, { alive: false, stranger: { kind: 'other cluster', clusterId: '7' } });
  expect(judgeStatus([member(1), member(2), other], undefined).findings[0]).toMatchObject({
    gate: 'second-cluster',
    message: expect.stringContaining('another cluster, 7'),
  });
});

test('a frontend that the file does not know is given as the line that is missing there', () => {
  const { alias: _, ...unknown } = member(4, { inFile: false, role: 'OBSERVER' });
  expect(judgeStatus([...three, unknown], undefined).findings).toMatchObject([
    { gate: 'file', next: ['fe-N: { role: fe, host: 10.0.0.4, observer: true }   # under nodes: of the file'] },
  ]);
});

test('a role that differs from that of the file is said', () => {
  expect(judgeStatus([...three, member(4, { fileRole: 'OBSERVER' })], undefined).findings).toMatchObject([
    { gate: 'role', message: 'fe-4 is follower in the cluster, observer in the file' },
  ]);
});

test('without a leader nobody serves, which is said once', () => {
  const { findings } = judgeStatus([member(1, { serving: 'no' }), member(2, { serving: 'no' })], 'nobody names one');
  expect(findings).toMatchObject([{ gate: 'quorum', message: 'No leader that answers: nobody names one' }]);
});

test('the dead half of a pair is to be dropped, and that comes first', () => {
  const { findings, next } = judgeStatus([member(1), member(2, { alive: false }), absent(3)], undefined);
  expect(findings[0]).toMatchObject({ gate: 'quorum', severity: 'refusal', subject: 'fe-2' });
  expect(next).toEqual(['muster remove fe-2 --lost']);
});

test('when the other half of a pair has lost its quorum, what answers counts: it lists the dead one as alive', () => {
  const [alive, dead] = [member(1, { answers: true, leader: false }), member(2, { answers: false })];
  expect(judgeStatus([alive, dead], 'fe-1 did not answer SHOW FRONTENDS').next).toEqual(['muster remove fe-2 --lost']);
  expect(judgeStatus([alive, member(2, { answers: true })], 'no leader yet').next).toEqual(['muster check']);
  const none = [member(1, { answers: false }), dead];
  expect(judgeStatus(none, 'nobody answers').next).toEqual(['muster check']);
  expect(judgeStatus([alive, dead, member(3)], 'no leader yet').next).toEqual(['muster check']);
});

test('a pair whose leader died can neither lead nor drop: it is started again', () => {
  const commands = { stop: 'stop it', start: 'start it' };
  const pair = (namesItself: boolean) => [
    member(1, { leader: false, joined: false, answers: true, namesItself }),
    member(2, { joined: false, answers: false, commands }),
  ];
  const lost = judgeStatus(pair(false), 'no frontend names a leader');
  expect(lost.findings[0]).toMatchObject({ gate: 'quorum', severity: 'refusal', subject: 'fe-2' });
  expect(lost.findings[0]?.message).toContain('which led a pair');
  expect(lost.next).toEqual(['start it']);
  expect(lost.voters).toEqual({ alive: 1, total: 2 });
  // The other way round its leader is left, and the time runs.
  expect(judgeStatus(pair(true), 'only 1 of 2 voters name it').next).toEqual(['muster remove fe-2 --lost']);
});
