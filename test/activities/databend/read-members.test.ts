import { readFileSync, statSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runInScope } from '../../../activities/context.ts';
import { exportMetadata } from '../../../activities/databend/export.ts';
import { findLeader, readMembership } from '../../../activities/databend/find-leader.ts';
import { prove } from '../../../activities/databend/prove.ts';
import { runMetactl } from '../../../activities/databend/run-metactl.ts';
import { surveyGroup } from '../../../activities/databend/survey-group.ts';
import { runTool } from '../../../activities/databend/run-tool.ts';
import { surveyEmpty } from '../../../activities/databend/survey-empty.ts';
import { surveyJoining } from '../../../activities/databend/survey-joining.ts';
import { surveyLeaving } from '../../../activities/databend/survey-leaving.ts';
import { surveyRestart } from '../../../activities/databend/survey-restart.ts';
import { surveyTransfer } from '../../../activities/databend/survey-transfer.ts';
import { transfer } from '../../../activities/databend/transfer.ts';
import { verifyVoters } from '../../../activities/databend/verify-voters.ts';
import { type DatabendCluster, type MetaSpec, metasOf } from '../../../model/databend/cluster-spec.ts';
import type { CheckResult, Finding } from '../../../model/step.ts';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

/** Of a command that nobody answers: its program has to come so far as to ask, on a busy machine too. */
const UNANSWERED_MS = 8_000;

let cluster: DatabendCluster;

const sandbox = useSandbox<DatabendCluster>({ engine: 'databend', meta: 3, metaHosts: 4, speed: 20 });
const tools = useTools();

beforeAll(async () => {
  cluster = sandbox.cluster;
  await settled();
});
afterEach(async () => {
  await sandbox.control('cure', {});
  for (const node of ['meta-1', 'meta-2', 'meta-3']) await sandbox.control('start', { node });
  await settled();
});

const metaAt = (index: number) => metasOf(cluster)[index] as MetaSpec;
/** Whoever was ended has also heard by now who leads. */
const settled = () =>
  until('three members live, and name one leader', async () => {
    const { members, leader } = (await readMembership(tools, cluster)).view;
    return members.filter(({ lives }) => lives).length === 3 && leader?.namedBy === 3;
  });

describe('reading', () => {
  test('names the leader by its own word and that of all, and knows who is no member', async () => {
    const { view } = await readMembership(tools, cluster, { metrics: true });
    expect(view.leader).toMatchObject({ namedBy: 3, voters: 3 });
    expect(view.members.map(({ name, lives }) => [name, lives])).toEqual([
      ['meta-1', true],
      ['meta-2', true],
      ['meta-3', true],
    ]);
    expect(view).toMatchObject({ ghosts: [], hung: [], foreign: [], told: [{ voters: [1, 2, 3] }] });
    await verifyVoters(tools, cluster, [3, 2, 1]);
    await expect(verifyVoters(tools, cluster, [1, 2])).rejects.toMatchObject({ code: 'FOREIGN_CHANGE' });
  });

  test('asks a node on its own machine where its admin port is open there alone', async () => {
    await sandbox.control('fault', { node: 'meta-2', name: 'admin-local' });
    await settled();
    const { answers } = await readMembership(tools, cluster);
    expect(answers.find(({ name }) => name === 'meta-2')).toMatchObject({ health: 'pass', status: { id: 2 } });
  });

  test('asks also the members that the file does not know', async () => {
    const partial = { ...cluster, nodes: cluster.nodes.filter(({ alias }) => alias !== 'meta-3') };
    const { view } = await readMembership(tools, partial);
    expect(view.leader).toMatchObject({ namedBy: 3 });
    expect(view.members[2]).toMatchObject({ name: `${metaAt(2).host}:28004`, lives: true });
  });

  test('says of a leader that is alone that nobody confirms it, and of a blocked one that its status hangs', async () => {
    const { node } = await findLeader(tools, cluster);
    for (const { alias } of metasOf(cluster).slice(0, 3)) {
      if (alias !== node?.alias) await sandbox.control('kill', { node: alias });
    }
    const { view } = await readMembership(tools, cluster);
    expect(view.leader).toBeUndefined();
    expect(view.claims).toMatchObject([{ name: node?.alias, namedBy: 1 }]);
    await expect(prove.perform(tools, { cluster })).rejects.toMatchObject({ code: 'NO_LEADER' });
    // Somebody else's write: from now on its status hangs, and its health passes.
    const write = ['upsert', '--grpc-api-address', `${node?.host}:9191`, '--key', 'k', '--value', 'v'];
    await expect(runMetactl(tools, node as MetaSpec, write, { limitMs: UNANSWERED_MS })).rejects.toMatchObject({
      code: 'COMMAND_TIMEOUT',
      kind: 'unknown',
    });
    const { findings, view: blocked } = await surveyGroup(tools, cluster);
    expect(blocked.hung).toEqual([node?.alias]);
    expect(findings.filter(({ severity }) => severity === 'refusal').map(({ gate }) => gate)).toContain('hung');
  });
});

describe('the proof', () => {
  test('is a write that whoever has applied so much has too', async () => {
    const { evidence, value } = await prove.perform(tools, { cluster });
    expect(evidence[0]?.action).toMatchObject({ kind: 'command', command: expect.stringContaining('muster/proof') });
    const { index } = value as { index: number };
    expect((await findLeader(tools, cluster)).status.applied.index).toBeGreaterThanOrEqual(index);
  });

  test('leaves nothing on the host, although its tool writes a log where it stands', async () => {
    const { node } = await findLeader(tools, cluster);
    const left = () =>
      readdirSync(dirname(String(node?.home)), { recursive: true }).filter((path) =>
        String(path).includes('.databend'),
      );
    const before = left();
    await prove.perform(tools, { cluster });
    expect(left()).toEqual(before);
  });
});

describe('the export', () => {
  test('is of the leader, only its owner reads it, and a retry finds it', async () => {
    const scope = { signal: new AbortController().signal, attempt: 1, owner: 'run-1', reportNote: () => {} };
    const first = await runInScope(scope, () => exportMetadata.perform(tools, { cluster }));
    const { path, records, bytes } = first.value as { path: string; records: number; bytes: number };
    expect(path).toMatch(/\/run-1\.jsonl$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(records);
    expect(statSync(path).size).toBe(bytes);
    const before = readFileSync(path);
    await prove.perform(tools, { cluster });
    const again = await runInScope(scope, () => exportMetadata.perform(tools, { cluster }));
    expect(again.evidence[0]?.answer).toContain('was there from the try before');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['run-1.jsonl']);
  });
});

/** Of a survey: what is not so as it should be. */
function refusals(result: CheckResult | readonly Finding[]): readonly string[] {
  const findings = 'findings' in result ? result.findings : result;
  return findings
    .filter(({ severity }) => severity === 'refusal')
    .map(({ gate, subject, message }) => `${gate} ${subject}: ${message}`);
}

describe('refusals', () => {
  test('of an id that another node has, and of one that an earlier operation used', async () => {
    const swapped = withNode('meta-4', { id: 2 });
    expect(refusals(await surveyJoining(tools, { cluster: swapped, nodes: ['meta-4'] }))).toEqual([
      `raft-id meta-4: id 2 belongs to ${metaAt(1).host}:28004, which votes`,
    ]);
    const usedIds = [{ id: 4, by: 'operation 7 (remove meta-4)' }];
    expect(refusals(await surveyJoining(tools, { cluster, nodes: ['meta-4'], usedIds }))).toEqual([
      'used-id meta-4: id 4 was used by operation 7 (remove meta-4)',
    ]);
    expect(await surveyJoining(tools, { cluster, nodes: ['meta-4'] })).toMatchObject({
      value: { voters: [1, 2, 3], standing: { 'meta-4': { is: 'unknown' } } },
    });
  });

  test('of a deployment where somebody answers, and of a file that gives a member another id', async () => {
    expect(refusals(await surveyEmpty(tools, { cluster }))).toHaveLength(3);
    const renamed = withNode('meta-2', { id: 9 });
    expect(refusals(await surveyRestart(tools, { cluster: renamed, nodes: ['meta-2'] }))).toEqual([
      'raft-id meta-2: meta-2 has id 2 in the cluster, and 9 in the cluster file',
    ]);
  });

  test('of the removal of everybody, of a living one beside a dead one, and of one that is called lost and answers', async () => {
    const everybody = { cluster, nodes: ['meta-1', 'meta-2', 'meta-3'], lost: false };
    expect(refusals(await surveyLeaving(tools, everybody)).map((line) => line.split(' ')[0])).toEqual(['last-voter']);
    const { node } = await findLeader(tools, cluster);
    const [dead = '', other = ''] = aliases().filter((alias) => alias !== node?.alias);
    await sandbox.control('kill', { node: dead });
    expect(refusals(await surveyLeaving(tools, { cluster, nodes: [other], lost: false }))).toEqual([
      `majority ${other}: without ${other} 1 of 2 voters would live, and it takes 2`,
    ]);
    expect(refusals(await surveyLeaving(tools, { cluster, nodes: [other], lost: true }))[0]).toMatch(
      `lost ${other}: ${other} answers`,
    );
    const both = await surveyLeaving(tools, { cluster, nodes: [String(node?.alias), dead], lost: false });
    expect(refusals(both)).toEqual([]);
    expect(both.value).toMatchObject({ order: [dead, node?.alias], leader: node?.alias, successor: other });
    expect(refusals(await surveyRestart(tools, { cluster, nodes: [other] }))).toEqual([
      `outage ${other}: while ${other} is stopped 1 of 3 voters live, and it takes 2: nothing could be written meanwhile; ${dead} does not live`,
    ]);
  });

  test('of a transfer to a dead voter, and to a stranger', async () => {
    const { node } = await findLeader(tools, cluster);
    const [dead = ''] = aliases().filter((alias) => alias !== node?.alias);
    await sandbox.control('kill', { node: dead });
    for (const to of [dead, 'meta-4']) {
      expect(refusals(await surveyTransfer(tools, { cluster, to }))[0]).toMatch(`successor ${to}: `);
      await expect(transfer.perform(tools, { cluster, to })).rejects.toMatchObject({ code: 'CHECK_REFUSED' });
    }
  });

  test('of another cluster behind an address of the file', async () => {
    const other = await TestSandbox.start<DatabendCluster>({ engine: 'databend', meta: 1, speed: 20 });
    try {
      const [stranger] = metasOf(other.cluster);
      const mixed = withNode('meta-4', { ...stranger, alias: 'meta-4' });
      expect((await readMembership(tools, mixed)).view).toMatchObject({
        leader: { namedBy: 3 },
        foreign: ['meta-4'],
      });
      expect(refusals(await surveyTransfer(tools, { cluster: mixed }))).toEqual([
        'foreign meta-4: a meta node of another cluster answers at meta-4',
      ]);
      await expect(prove.perform(tools, { cluster: mixed })).rejects.toMatchObject({
        code: 'NO_QUORUM',
        message: expect.stringContaining('meta-4 is of another cluster'),
      });
    } finally {
      await other.stop();
    }
  });

  test('of anything while a leave waits for its majority: no status shows it, but what is not committed does', async () => {
    const { node } = await findLeader(tools, cluster);
    const [dead = '', other = ''] = aliases().filter((alias) => alias !== node?.alias);
    await sandbox.control('kill', { node: dead });
    const id = metasOf(cluster).find(({ alias }) => alias === other)?.id;
    const leave = ['--leave-id', String(id), '--leave-via', `${node?.host}:28004`];
    await expect(
      runTool(tools, node as MetaSpec, 'databend-meta', leave, { limitMs: UNANSWERED_MS }),
    ).rejects.toMatchObject({
      code: 'COMMAND_TIMEOUT',
      kind: 'unknown',
    });
    const lines = refusals(await surveyLeaving(tools, { cluster, nodes: [dead], lost: false }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      new RegExp(`^pending ${node?.alias}: .* has proposed up to \\d+ and committed up to \\d+`),
    );
  });
});

function aliases(): readonly string[] {
  return metasOf(cluster)
    .slice(0, 3)
    .map(({ alias }) => alias);
}

function withNode(alias: string, change: Partial<MetaSpec>): DatabendCluster {
  const nodes = cluster.nodes.map((node) => (node.alias === alias ? { ...node, ...change } : node));
  return { ...cluster, nodes: nodes as DatabendCluster['nodes'] };
}
