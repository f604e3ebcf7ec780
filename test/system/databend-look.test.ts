import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lookHere } from '../../client/load-activities.ts';
import { parseClusterFile } from '../../model/cluster-file/parse-cluster-file.ts';
import { writeImportedDatabend } from '../../model/cluster-file/write-imported-databend.ts';
import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import type { Finding } from '../../model/step.ts';
import { until } from '../fixtures/until.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

let cluster: DatabendCluster;
const sandbox = useSandbox<DatabendCluster>({
  engine: 'databend',
  meta: 3,
  metaHosts: 4,
  queries: 1,
  queryHosts: 1,
  speed: 10,
});

beforeAll(async () => {
  ({ cluster } = sandbox);
});

const status = () => lookHere('status', cluster);
const check = async () => (await lookHere('check', cluster)).findings;
const gatesOf = (findings: readonly Finding[]) => findings.map(({ gate, subject }) => `${gate} ${subject}`);
const wrongOf = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity !== 'ok');

/** A whole file of a host is another one, until the end of the work. */
async function withFile(path: string, change: (text: string) => string, work: () => Promise<void>): Promise<void> {
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, change(before));
  try {
    await work();
  } finally {
    writeFileSync(path, before);
  }
}

const fileOf = (alias: string) => cluster.nodes.find((node) => node.alias === alias)?.file ?? '';

test('a group in good order is told by the word of each member, and by that of its Query node', async () => {
  const { metas, queries, findings, next, ...rest } = await status();
  expect(rest).toMatchObject({ engine: 'databend', voters: { alive: 3, total: 3 }, term: expect.any(Number) });
  expect(metas.filter(({ leader }) => leader)).toHaveLength(1);
  for (const alias of ['meta-1', 'meta-2', 'meta-3']) {
    expect(metas.find((node) => node.alias === alias)).toMatchObject({
      role: 'voter',
      answers: 'yes',
      lives: true,
      voters: [1, 2, 3],
      behind: 0,
      version: expect.stringMatching(/^1\.2\.888/),
    });
  }
  expect(queries).toMatchObject([
    { alias: 'query-1', serves: 'yes', endpoints: [{ lives: true }, { lives: true }, { lives: true }] },
  ]);
  expect(gatesOf(findings)).toEqual(['file meta-4']);
  expect(next).toEqual(['muster add meta-4']);
});

test('a look writes nothing: the log of the group is where it was', async () => {
  const indexOf = async () => (await status()).metas.map(({ applied }) => applied);
  const before = await indexOf();
  await check();
  await lookHere('import', { engine: 'databend', host: metasOf(cluster)[0]?.host ?? '', adminPort: 28_002 });
  expect(await indexOf()).toEqual(before);
});

describe('a check', () => {
  test('passes, with every gate that it asked', async () => {
    const findings = await check();
    expect(gatesOf(wrongOf(findings))).toEqual(['file meta-4']);
    const passed = new Set(findings.filter(({ severity }) => severity === 'ok').map(({ gate }) => gate));
    expect([...passed].sort()).toEqual(
      [
        'key',
        'endpoints',
        'majority',
        'meta-file',
        'meta-leader',
        'meta-versions',
        'pending',
        'process',
        'queries-serve',
        'service',
        'ssh',
      ].sort(),
    );
  });

  test('says what a file would do at the next start', async () => {
    await withFile(
      fileOf('meta-2'),
      (text) => text.replace('[raft_config]', '[raft_config]\nsingle = true\nheartbeat_interval = 900\njion = []'),
      async () => {
        const found = wrongOf(await check()).filter(({ subject }) => subject === 'meta-2');
        expect(found.map(({ gate, severity }) => `${gate} ${severity}`)).toEqual([
          'meta-file refusal',
          'meta-settings warning',
          'meta-settings warning',
        ]);
        expect(found.map(({ message }) => message).join('\n')).toMatch(
          /single and join[\s\S]*heartbeat_interval[\s\S]*jion/,
        );
      },
    );
  });

  test('says that a list names nobody who lives', async () => {
    await withFile(
      fileOf('query-1'),
      (text) => text.replace(/endpoints\s*=\s*\[[^\]]*\]/, 'endpoints = ["127.0.0.9:9191"]'),
      async () => {
        const { findings, queries } = await status();
        expect(queries[0]?.endpoints).toEqual([{ endpoint: '127.0.0.9:9191' }]);
        expect(findings.find(({ gate }) => gate === 'lists')).toMatchObject({
          severity: 'refusal',
          subject: 'query-1',
        });
        const told = wrongOf(await check()).filter(({ subject }) => subject === 'query-1');
        expect(told.map(({ gate, severity }) => `${gate} ${severity}`)).toEqual([
          'lists refusal',
          'endpoints warning',
          'endpoints warning',
        ]);
      },
    );
  });

  test('reaches hosts and secrets, each by itself', async () => {
    const odd = cluster.nodes.map((node) =>
      node.role === 'query'
        ? { ...node, sql: { user: 'root', password: { from: 'env', name: 'NOT_THERE' } as const } }
        : node,
    );
    const { findings } = await lookHere('reach', { ...cluster, nodes: odd });
    expect(findings.filter(({ gate }) => gate === 'ssh').map(({ severity }) => severity)).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
    ]);
    expect(findings.find(({ gate }) => gate === 'secrets')).toMatchObject({
      severity: 'refusal',
      subject: 'env:NOT_THERE',
    });
  });
});

test('an import finds what the cluster file of the sandbox says', async () => {
  const [first] = metasOf(cluster);
  const { host: _, ...ssh } = first?.ssh ?? { host: '' };
  const imported = await lookHere('import', { engine: 'databend', host: first?.host ?? '', adminPort: 28_002, ssh });
  const text = writeImportedDatabend(imported, {
    from: 'here',
    at: '2026-11-21',
    ssh: { user: 'databend', key: 'k', knownHosts: 'h' },
    sshGuessed: false,
  });
  const read = parseClusterFile(text, { file: 'imported', resolvePath: (path) => path }) as DatabendCluster;
  const still = ({ nodes }: DatabendCluster) =>
    metasOf({ nodes }).map(({ alias, id, host, home, file, unit, unitDir, user, raftDir, exports, ports }) => {
      return { alias, id, host, home, file, unit, unitDir, user, raftDir, exports, ports };
    });
  expect(still(read)).toEqual(still(cluster).slice(0, 3));
});

test('an import of a node that waits for a join says that it knows nobody', async () => {
  const refusal = lookHere('import', { engine: 'databend', host: metasOf(cluster)[3]?.host ?? '', adminPort: 28_002 });
  await expect(refusal).rejects.toMatchObject({ code: 'META_SILENT' });
});

describe('an admin port that is on loopback only', () => {
  test('is asked by way of its own host', async () => {
    await sandbox.control('fault', { name: 'admin-local', node: 'meta-3' });
    const seen = await until('meta-3 is back', async () => {
      const now = await status();
      return now.voters?.alive === 3 && now;
    });
    expect(seen.metas[2]).toMatchObject({ answers: 'yes', lives: true });
    await sandbox.control('cure', { name: 'admin-local', node: 'meta-3' });
    await until('all are back', async () => (await status()).voters?.alive === 3);
  });
});

describe('in trouble', () => {
  test('a unit that is down is told by its own words, a raft directory that nobody may read too', async () => {
    const follower = (await status()).metas.find(({ leader, role }) => role === 'voter' && !leader)?.alias ?? '';
    const raftDir = metasOf(cluster).find(({ alias }) => alias === follower)?.raftDir ?? '';
    await sandbox.control('stop', { node: follower });
    await sandbox.control('fault', { name: 'raft-dir-denied', node: follower });
    await sandbox.control('start', { node: follower });
    const found = await until('its end is told', async () => {
      const now = wrongOf(await check());
      return now.some(({ gate, severity }) => gate === 'service' && severity === 'refusal') && now;
    });
    expect(gatesOf(found)).toEqual(expect.arrayContaining([`dead ${follower}`, `service ${follower}`]));
    const told = found.filter(({ gate }) => gate === 'service').map(({ message }) => message);
    expect(told).toEqual([expect.stringMatching(/may not use \S+: .*Permission denied/)]);
    expect(found.find(({ gate }) => gate === 'dead')?.next).toEqual([
      expect.stringContaining(`systemctl start databend-meta.service`),
      `muster remove ${follower} --lost`,
    ]);
    await sandbox.control('cure', { name: 'raft-dir-denied', node: follower });
    chmodSync(dirname(raftDir), 0o755);
    await sandbox.control('start', { node: follower });
    await until('all are back', async () => (await status()).voters?.alive === 3);
  });

  test('without a majority nobody leads, however well the last one looks', async () => {
    const { metas } = await status();
    const leader = metas.find((node) => node.leader)?.alias ?? '';
    const others = ['meta-1', 'meta-2', 'meta-3'].filter((alias) => alias !== leader);
    for (const node of others) await sandbox.control('kill', { node });
    const alone = await status();
    expect(alone).toMatchObject({ voters: { alive: 1, total: 3 } });
    expect(alone.leader).toBeUndefined();
    expect(alone.metas.find(({ alias }) => alias === leader)).toMatchObject({ state: 'Leader', lives: false });
    expect(alone.findings[0]).toMatchObject({
      gate: 'meta-leader',
      severity: 'refusal',
      message: expect.stringContaining(`that ${leader} says it leads`),
    });
    expect(alone.next[0]).toContain('systemctl start databend-meta.service');
    for (const node of others) await sandbox.control('start', { node });
    await until('all are back', async () => (await status()).voters?.alive === 3);
  });
});
