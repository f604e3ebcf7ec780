import { expect, test } from 'vitest';
import type { NodeSpec } from '../../../model/cluster.ts';
import { judgeMemberHost } from '../../../model/starrocks/judge-member-host.ts';
import type { NodeStatus } from '../../../model/status.ts';
import { makeCluster } from '../../fixtures/scripted-world.ts';

const node = makeCluster().nodes[0] as NodeSpec;
const member: NodeStatus = {
  alias: node.alias,
  handle: 'x:9010',
  role: 'FOLLOWER',
  leader: false,
  inFile: true,
  inCluster: true,
  alive: true,
  commands: { stop: 'stop it', start: 'start it' },
};
const host = { process: 4711, meta: ['image'], installed: true, member };
const { process: _, ...without } = host;

const judge = (seen: Parameters<typeof judgeMemberHost>[1]) =>
  judgeMemberHost(node, seen).map(({ severity, message, next }) => [severity, message, next]);

test('a member whose process is the one of its home is in order', () => {
  expect(judge(host)).toEqual([['ok', `${node.alias} runs as pid 4711`, undefined]]);
});

test('a living member with no process in its home: the file is wrong about the home', () => {
  expect(judge(without)).toMatchObject([
    ['warning', expect.stringContaining(`not that of ${node.home}`), expect.anything()],
  ]);
  expect(judge({ ...without, installed: false })).toMatchObject([
    ['warning', expect.stringContaining(`nothing is installed in ${node.home}`), expect.anything()],
  ]);
});

test('registered and stopped is an incident: start it, or remove it', () => {
  const stopped = { ...without, member: { ...member, alive: false } };
  expect(judge(stopped)).toEqual([
    ['refusal', expect.stringContaining('registered and stopped'), ['start it', `muster remove ${node.alias} --lost`]],
  ]);
  // Started with an empty meta directory it would found a cluster of its own.
  expect(judge({ ...stopped, meta: [] })).toEqual([
    ['refusal', expect.stringContaining('its meta directory is empty'), [`muster remove ${node.alias} --lost`]],
  ]);
});

test('a process that runs and is not called alive is not started a second time', () => {
  expect(judge({ ...host, member: { ...member, alive: false } })).toEqual([
    ['refusal', expect.stringContaining('runs as pid 4711'), [expect.stringContaining('fe.log')]],
  ]);
});

test('a process of no member is told once', () => {
  const absent: NodeStatus = { ...member, inCluster: false };
  expect(judge({ ...host, member: absent })).toEqual([
    ['warning', expect.stringContaining('it is no member'), ['stop it']],
  ]);
  expect(judge({ ...host, member: { ...absent, stranger: { kind: 'dropped' } } })).toEqual([]);
  expect(judge({ ...without, member: absent })).toEqual([]);
});
