import { readFileSync, statSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runInScope } from '../../../activities/context.ts';
import { exportMetadata } from '../../../activities/databend/export.ts';
import { findLeader, readMembership } from '../../../activities/databend/find-leader.ts';
import { prove } from '../../../activities/databend/prove.ts';
import { runMetactl } from '../../../activities/databend/run-metactl.ts';
import { surveyGroup } from '../../../activities/databend/survey-group.ts';
import { surveyJoining } from '../../../activities/databend/survey-joining.ts';
import { surveyTransfer } from '../../../activities/databend/survey-transfer.ts';
import { transfer } from '../../../activities/databend/transfer.ts';
import { verifyVoters } from '../../../activities/databend/verify-voters.ts';
import { type Tools, createTools } from '../../../activities/tools.ts';
import { type DatabendCluster, type MetaSpec, metasOf } from '../../../model/databend/cluster-spec.ts';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';

let sandbox: TestSandbox<DatabendCluster>;
let cluster: DatabendCluster;
let tools: Tools;

beforeAll(async () => {
  sandbox = await TestSandbox.start<DatabendCluster>({ engine: 'databend', meta: 3, metaHosts: 4, speed: 20 });
  cluster = sandbox.cluster;
  tools = createTools();
});
afterAll(async () => {
  await tools?.ssh.close();
  await sandbox?.stop();
});
afterEach(async () => {
  await sandbox.control('cure', {});
  for (const node of ['meta-1', 'meta-2', 'meta-3']) await sandbox.control('start', { node });
  await settled();
});

const metaAt = (index: number) => metasOf(cluster)[index] as MetaSpec;
const settled = () =>
  until(
    'three members live',
    async () => (await readMembership(tools, cluster)).view.members.filter(({ lives }) => lives).length === 3,
  );

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
    await expect(runMetactl(tools, node as MetaSpec, write, { limitMs: 2_000 })).rejects.toMatchObject({
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

  test('leaves nothing on the host', async () => {
    const { node } = await findLeader(tools, cluster);
    await prove.perform(tools, { cluster });
    expect(readdirSync(join(String(node?.home), 'bin'))).not.toContain('.databend');
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

describe('refusals', () => {
  test('of an id that another node has, and of one that a peer has in its file', async () => {
    const swapped = {
      ...cluster,
      nodes: cluster.nodes.map((node) => (node.alias === 'meta-4' ? { ...node, id: 2 } : node)),
    } as DatabendCluster;
    const { findings } = (await surveyJoining(tools, { cluster: swapped, nodes: ['meta-4'] })) as never as {
      findings: readonly { gate: string; severity: string; message: string }[];
    };
    expect(findings).toContainEqual(
      expect.objectContaining({ gate: 'raft-id', severity: 'refusal', message: expect.stringContaining('id 2') }),
    );
  });

  test('of a transfer to a dead voter, to a stranger, and by somebody who lost the majority', async () => {
    const { node } = await findLeader(tools, cluster);
    const [dead] = metasOf(cluster)
      .slice(0, 3)
      .filter(({ alias }) => alias !== node?.alias);
    await sandbox.control('kill', { node: String(dead?.alias) });
    for (const to of [String(dead?.alias), 'meta-4']) {
      const { findings } = await surveyTransfer(tools, { cluster, to });
      expect(findings).toContainEqual(expect.objectContaining({ gate: 'successor', severity: 'refusal', subject: to }));
      await expect(transfer.perform(tools, { cluster, to })).rejects.toMatchObject({ code: 'CHECK_REFUSED' });
    }
  });
});
