import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseNodes } from '../../client/choose-nodes.ts';
import { findClusterFile } from '../../client/find-cluster-file.ts';
import { loadCluster } from '../../client/load-cluster.ts';
import { createRequestId } from '../../client/request-id.ts';

const FILE = `name: prod
engine: starrocks
version: 3.5.7
ssh: { user: u, key: ~/.ssh/id, knownHosts: known }
roles: { fe: { home: /opt/fe } }
nodes: { fe-1: { role: fe, host: a }, fe-2: { role: fe, host: b } }
`;

let directory: string;
const saved = { file: process.env.MUSTER_FILE, state: process.env.MUSTER_STATE_DIR };

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-'));
  process.env.MUSTER_STATE_DIR = join(directory, 'state');
  delete process.env.MUSTER_FILE;
});
afterEach(() => {
  for (const [name, value] of [
    ['MUSTER_FILE', saved.file],
    ['MUSTER_STATE_DIR', saved.state],
  ] as const) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(directory, { recursive: true, force: true });
});

describe('the cluster file', () => {
  it('has its paths resolved from its own directory and from the home directory', async () => {
    const path = join(directory, 'prod.yaml');
    writeFileSync(path, FILE);
    const { cluster } = await loadCluster(path);
    expect(cluster.nodes[0]?.ssh).toMatchObject({
      key: join(homedir(), '.ssh/id'),
      knownHosts: join(directory, 'known'),
    });
  });

  it('that is not there is said by name, with what can be done', async () => {
    const path = join(directory, 'none.yaml');
    await expect(loadCluster(path)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/none\.yaml does not exist$/),
      hint: expect.stringContaining('muster sandbox up'),
    });
    await expect(loadCluster(directory)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/is a directory$/),
    });
  });

  it('is the one of the flag, then the one of MUSTER_FILE, which is said', async () => {
    expect(await findClusterFile('a.yaml', { MUSTER_FILE: '/b.yaml' })).toEqual({
      path: join(process.cwd(), 'a.yaml'),
    });
    expect(await findClusterFile(undefined, { MUSTER_FILE: '/b.yaml' })).toMatchObject({
      path: '/b.yaml',
      notice: expect.stringContaining('MUSTER_FILE'),
    });
  });

  it('is asked for when there is none and no sandbox runs', async () => {
    await expect(findClusterFile(undefined, {})).rejects.toMatchObject({
      code: 'BAD_INPUT',
      hint: expect.stringContaining('-f <file>'),
    });
  });
});

describe('the nodes of a command', () => {
  it('are named by alias or by handle, each once, and keep their order', async () => {
    const path = join(directory, 'prod.yaml');
    writeFileSync(path, FILE);
    const { cluster } = await loadCluster(path);
    expect(chooseNodes(cluster, ['fe-2', 'a:9010'], 'prod.yaml').map(({ alias }) => alias)).toEqual(['fe-2', 'fe-1']);
    expect(() => chooseNodes(cluster, ['fe-2', 'b:9010'], 'prod.yaml')).toThrow('Node fe-2 is named twice');
    expect(() => chooseNodes(cluster, ['fe-22'], 'prod.yaml')).toThrow(
      'No node "fe-22" in prod.yaml; it has fe-1, fe-2',
    );
  });

  it('may be members that the file does not know, by handle, where the request says so', async () => {
    const path = join(directory, 'prod.yaml');
    writeFileSync(path, FILE);
    const { cluster } = await loadCluster(path);
    const outsiders = { outsiders: true };
    expect(chooseNodes(cluster, ['10.0.0.9:9010', 'fe-2'], 'prod.yaml', outsiders)).toEqual([
      { alias: '10.0.0.9:9010', handle: '10.0.0.9:9010', role: 'fe' },
      { alias: 'fe-2', handle: 'b:9010', role: 'fe' },
    ]);
    expect(() => chooseNodes(cluster, ['10.0.0.9'], 'prod.yaml', outsiders)).toThrow('No node "10.0.0.9"');
    expect(() => chooseNodes(cluster, ['10.0.0.9:9010'], 'prod.yaml')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('muster remove 10.0.0.9:9010 --lost') }),
    );
  });
});

it('a request id is eight letters that no cluster can be named by', () => {
  const ids = Array.from({ length: 200 }, createRequestId);
  for (const id of ids) expect(id).toMatch(/^\d[0-9a-hjkmnp-tv-z]{7}$/);
  expect(new Set(ids).size).toBe(ids.length);
});
