import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { type Metas, createMetas } from '../../../activities/databend/metas.ts';
import { createQueries } from '../../../activities/databend/queries.ts';
import { askQuery } from '../../../activities/databend/query-node.ts';
import { type DatabendCluster, queriesOf } from '../../../model/databend/cluster-spec.ts';
import type { ChangeActivity, CheckResult, WaitResult } from '../../../model/step.ts';
import type { Snapshot } from '../../../sandbox/databend/snapshot.ts';
import { until } from '../../fixtures/until.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const sandbox = useSandbox<DatabendCluster>({
  engine: 'databend',
  meta: 2,
  metaHosts: 2,
  queries: 1,
  speed: 10,
});
const tools = useTools();

const metas: Metas = createMetas(tools);
const queries = createQueries(tools);

const query = () => queriesOf(sandbox.cluster)[0] ?? expect.fail('there is no Query node');
const at = () => ({ cluster: sandbox.cluster, node: query().alias });

async function change<Input>(activity: ChangeActivity<Input>, input: Input) {
  return await activity.perform(input, await activity.plan(input));
}

/** By its last number: all hosts of a sandbox are in one network. */
async function running(): Promise<readonly string[]> {
  const { endpoints } = await sandbox.control<Snapshot>('snapshot');
  return (endpoints['query-1'] ?? []).map((endpoint) => endpoint.replace(/^.*\.(\d+:\d+)$/, '$1'));
}

/** Nothing but its file tells it who the members are, or it asks them every so often. */
function setAutoSync(seconds: number): void {
  const { file } = query();
  const text = readFileSync(file, 'utf8').replace(/^auto_sync_interval.*\n/m, '');
  writeFileSync(file, text.replace('[meta]\n', `[meta]\n${seconds === 0 ? '' : `auto_sync_interval = ${seconds}\n`}`));
}

async function wayNow(): Promise<unknown> {
  return ((await queries.look(at())) as CheckResult).value;
}

/** As an operation does it: looked at again for as long as the answer is "not yet". */
async function awaitQuery(): Promise<WaitResult> {
  return await until('it answers, or never will', () =>
    queries.awaitQuery(at()).catch((error: unknown) => {
      if (error instanceof ApplicationFailure && error.type === 'NOT_YET') return undefined;
      throw error;
    }),
  );
}

/** In this order: one list, and one process that reads it. */
test('a list that names only who leaves is refused before anything is stopped', async () => {
  setAutoSync(0);
  await change(queries.editEndpoints, { ...at(), remove: 'meta-2' });
  expect(await queries.checkEndpoints({ cluster: sandbox.cluster, leaving: ['meta-1'] })).toMatchObject({
    findings: [{ gate: 'living-endpoint', severity: 'refusal', subject: 'query-1' }],
  });
  expect(await queries.checkEndpoints({ cluster: sandbox.cluster, leaving: ['meta-2'] })).toMatchObject({
    findings: [{ severity: 'ok' }],
  });
});

test('one that reads nothing but its file is restarted, once, and answers a query with its new list', async () => {
  await change(queries.editEndpoints, { ...at(), add: 'meta-2' });
  const look = await wayNow();
  expect(look).toMatchObject({ way: 'restart' });
  const { process } = look as { readonly process: string };
  const first = await change(queries.restart, { ...at(), process });
  expect(first.value).not.toEqual({ process });
  // Asked again after a lost reply it finds another process than that of before, and leaves it.
  expect((await change(queries.restart, { ...at(), process })).value).toEqual(first.value);
  expect(await awaitQuery()).toMatchObject({ kind: 'reached' });
  expect(await running()).toEqual(['1:9191', '2:9191']);
});

test('before its list is written it is told what will be so then', async () => {
  // A start that is later than the file by a whole second.
  const { file } = query();
  utimesSync(file, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  expect(await wayNow()).toMatchObject({ way: 'fresh' });
  const look = async (list: object) =>
    ((await queries.look({ ...at(), list: { ...at(), ...list } })) as CheckResult).value;
  expect(await look({ add: 'meta-2' })).toMatchObject({ way: 'fresh' });
  expect(await look({ remove: 'meta-2' })).toMatchObject({ way: 'restart' });
});

test('one that asks the members by itself is not restarted', async () => {
  setAutoSync(60);
  expect(await wayNow()).toMatchObject({ way: 'follows' });
  expect((await change(queries.refresh, at())).evidence).toMatchObject([{ action: { kind: 'nothing' } }]);
});

test('one that is down reads its list when it starts; a query says that it is down, and why', async () => {
  await sandbox.control('stop', { node: 'query-1' });
  expect(await wayNow()).toEqual({ way: 'down' });
  await expect(askQuery(tools, query(), sandbox.cluster.pace)).rejects.toMatchObject({
    code: 'QUERY_FAILED',
    kind: 'transient',
  });
  expect(await awaitQuery()).toMatchObject({
    kind: 'lost',
    reason: expect.stringContaining('it was stopped with SIGTERM'),
  });
  await change(queries.start, at());
  expect(await awaitQuery()).toMatchObject({ kind: 'reached' });
});

test('a user that it does not know is told as what it is', async () => {
  const stranger = { ...query(), sql: { user: 'nobody' } };
  await expect(askQuery(tools, stranger, sandbox.cluster.pace)).rejects.toMatchObject({
    code: 'QUERY_FAILED',
    kind: 'refused',
    message: 'query-1 does not accept user nobody, or its password: HTTP 401',
  });
});

test('the join list of a peer is written without itself, and back as it was', async () => {
  const peer = { cluster: sandbox.cluster, node: 'meta-1' };
  const file = sandbox.cluster.nodes.find(({ alias }) => alias === 'meta-1')?.file ?? '';
  const before = readFileSync(file, 'utf8');
  await change(metas.editJoin, { ...peer, add: { raft: '10.0.0.9:28004' } });
  const now = readFileSync(file, 'utf8');
  expect(now).toContain('10.0.0.9:28004');
  await change(metas.editJoin, { ...peer, remove: { raft: '10.0.0.9:28004' } });
  const back = readFileSync(file, 'utf8');
  const own = `${sandbox.cluster.nodes[0]?.host}:28004`;
  for (const text of [before, now, back]) expect(/^join.*$/m.exec(text)?.[0] ?? '').not.toContain(own);
});
