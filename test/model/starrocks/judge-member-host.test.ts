import { expect, test } from 'vitest';
import type { FrontendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { judgeMemberHost } from '../../../model/starrocks/judge-member-host.ts';
import { nodeCommands } from '../../../model/starrocks/node-commands.ts';
import type { NodeStatus } from '../../../model/status.ts';
import { makeCluster } from '../../fixtures/scripted-world.ts';

const node = makeCluster().nodes[0] as FrontendSpec;
const member: NodeStatus = {
  alias: node.alias,
  handle: 'x:9010',
  role: 'FOLLOWER',
  leader: false,
  inFile: true,
  inCluster: true,
  alive: true,
};
const { start, stop } = nodeCommands(node);
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
    ['refusal', expect.stringContaining('registered and stopped'), [start, `muster remove ${node.alias} --lost`]],
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
  expect(judge({ ...host, member: absent })).toEqual([['warning', expect.stringContaining('it is no member'), [stop]]]);
  expect(judge({ ...host, member: { ...absent, stranger: { kind: 'dropped' } } })).toEqual([]);
  expect(judge({ ...without, member: absent })).toEqual([]);
});

test('when nobody answers, what has its metadata is to be started, and what runs waits for others', () => {
  const unknown = { ...without, member: undefined, metaClusterId: '186' };
  expect(judge(unknown)).toEqual([['refusal', expect.stringContaining('(ClusterId 186)'), [start]]]);
  expect(judge({ ...unknown, meta: [] })).toEqual([]);
  expect(judge({ ...unknown, process: 7 })).toMatchObject([
    ['warning', expect.stringContaining('waits for a majority'), expect.anything()],
  ]);
});

test('the commands go by the account that the file names, and as the user that it becomes', () => {
  const { ssh } = node;
  const commands = nodeCommands({ ...node, java: '/opt/jdk', ssh: { ...ssh, become: 'starrocks' } });
  expect(commands.start).toMatch(
    /^ssh .* sudo -u starrocks env JAVA_HOME=\/opt\/jdk \/\S+\/bin\/start_fe\.sh --daemon$/,
  );
  expect(stop).toMatch(/^ssh \S.* \/\S+\/bin\/stop_fe\.sh$/);
});
