import { beforeAll, describe, expect, test } from 'vitest';
import { lookHere } from '../../client/load-activities.ts';
import { lookViaWorker } from '../../client/look-via-worker.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { WORKFLOW_TYPE } from '../../model/operation.ts';
import type { StarRocksStatus, NodeStatus } from '../../model/status.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

const sandbox = useSandbox({ hosts: 5, frontends: 3 });
const runner = useRunner();
const { link } = runner;

beforeAll(async () => {
  // The leader hears when a frontend was started with its first heartbeat, which is a moment after it is up.
  await until(
    'each has been heard',
    async () => (await look()).nodes.filter(({ since }) => since !== undefined).length === 3,
  );
});

const look = () => lookHere('status', sandbox.cluster);
const nodeOf = ({ nodes }: StarRocksStatus, alias: string): NodeStatus | undefined =>
  nodes.find((node) => node.alias === alias);
const gatesOf = ({ findings }: StarRocksStatus) => findings.map(({ gate, subject }) => `${gate} ${subject}`);

test('a healthy cluster is told whole, with times that do not depend on a zone', async () => {
  const status = await look();
  expect(status).toMatchObject({ voters: { alive: 3, total: 3 }, version: expect.stringContaining('3.5.7') });
  expect(nodeOf(status, 'fe-1')).toMatchObject({ leader: true, serving: 'yes', role: 'FOLLOWER', alive: true });
  for (const alias of ['fe-1', 'fe-2', 'fe-3']) {
    const age = Date.parse(status.readAt) - Date.parse(nodeOf(status, alias)?.since ?? '');
    // The clock of the sandbox runs ten times as fast as that of the test.
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(30 * 60_000);
  }
  expect(gatesOf(status)).toEqual(['file fe-4', 'file fe-5']);
  expect(status.next).toEqual(['muster add fe-4 fe-5']);
});

describe('a look by a worker', () => {
  test('says the same, and is no operation', async () => {
    const [here, there] = await Promise.all([look(), lookViaWorker(link, 'x', 'status', sandbox.cluster)]);
    const still = ({ nodes, clusterId, leader, findings, next }: StarRocksStatus) => ({
      nodes: nodes.map(({ since: _, journalLag: __, ...node }) => node),
      clusterId,
      leader,
      findings,
      next,
    });
    expect(still(there)).toEqual(still(here));
    const operations: string[] = [];
    for await (const { workflowId } of runner.client.workflow.list({ query: `WorkflowType = '${WORKFLOW_TYPE}'` }))
      operations.push(workflowId);
    expect(operations.filter((id) => id.startsWith('look/'))).toEqual([]);
  });

  test('brings an error through with its code and what to do', async () => {
    const password = { from: 'env', name: 'NOT_SET_ANYWHERE' } as const;
    const cluster: StarRocksCluster = { ...sandbox.cluster, sql: { user: 'root', password } };
    await expect(lookViaWorker(link, 'x', 'status', cluster)).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      hint: expect.stringContaining('export NOT_SET_ANYWHERE='),
      details: ['as seen from the worker'],
    });
  });

  test('without a worker is refused at once', async () => {
    const deserted = { ...link, taskQueue: `deserted-${crypto.randomUUID()}` };
    await expect(lookViaWorker(deserted, 'x', 'status', sandbox.cluster)).rejects.toMatchObject({
      code: 'NO_WORKER',
      message: expect.stringContaining('nothing was read'),
    });
  });
});

// From here on the cluster is taken apart.

test('a second cluster on a host of the file is found, and does not hide the first', async () => {
  await sandbox.control('fault', { name: 'frontend-elsewhere', node: 'fe-4' });
  const status = await look();
  expect(nodeOf(status, 'fe-1')).toMatchObject({ leader: true, serving: 'yes' });
  expect(status.findings[0]?.subject).toBe('fe-4');
  expect(nodeOf(status, 'fe-4')?.stranger?.kind).toMatch(/other cluster|unknown/);
  await sandbox.control('cure', { name: 'frontend-elsewhere', node: 'fe-4' });
});

test('a half-joined node, and one that never greets', async () => {
  await sandbox.control('fault', { name: 'half-joined', node: 'fe-5' });
  await sandbox.control('fault', { name: 'never-greet', node: 'fe-3' });
  const status = await look();
  await sandbox.control('cure', { name: 'never-greet', node: 'fe-3' });
  await sandbox.control('cure', { name: 'half-joined', node: 'fe-5' });
  expect(gatesOf(status)).toEqual(['half-joined fe-5', 'serving fe-3', 'file fe-4']);
  expect(nodeOf(status, 'fe-5')).toMatchObject({ halfJoined: true, joined: false });
  expect(status.voters).toEqual({ alive: 3, total: 3 });
});

test('a dropped frontend whose process goes on is called what it is', async () => {
  const address = sandbox.info.hostsList.find(({ name }) => name === 'fe-3')?.address;
  await sandbox.control('sql', { statement: `ALTER SYSTEM DROP FOLLOWER '${address}:9010'` });
  const status = await look();
  expect(nodeOf(status, 'fe-3')).toMatchObject({ inCluster: false, stranger: { kind: 'dropped' } });
  expect(status.findings.find(({ gate }) => gate === 'process')).toMatchObject({
    subject: 'fe-3',
    next: [expect.stringMatching(/^ssh .* \/\S+\/bin\/stop_fe\.sh$/)],
  });
});

test('a dead voter of a pair is shown while there is time', async () => {
  await sandbox.control('kill', { node: 'fe-2' });
  const status = await until('fe-2 is called dead, or nobody leads', async () => {
    const seen = await look();
    return seen.findings.some(({ severity }) => severity === 'refusal') && seen;
  });
  expect(status.findings[0]?.gate).toMatch(/^(dead|quorum)$/);
  expect(status.nodes.map(({ alias }) => alias)).toContain('fe-2');
});
