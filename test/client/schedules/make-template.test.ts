import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { loadCluster } from '../../../client/load-cluster.ts';
import { makeTemplate } from '../../../client/schedules/make-template.ts';

const FILE = `name: prod
engine: starrocks
version: 3.5.7
ssh: { user: u }
roles: { fe: { home: /opt/fe } }
nodes: { fe-1: { role: fe, host: 127.0.0.1 }, fe-2: { role: fe, host: b } }
`;

it('keeps where the cluster file is, for whoever reads it from another directory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-template-'));
  try {
    writeFileSync(join(directory, 'prod.yaml'), FILE);
    const loaded = await loadCluster(join(directory, 'prod.yaml'));
    const { source, request } = await makeTemplate(['restart', 'fe'], { ...loaded, file: 'prod.yaml' });
    expect(source.file).toBe(resolve('prod.yaml'));
    expect(request.nodes).toEqual(['fe-1', 'fe-2']);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

it('suggests the operation without a schedule as it was typed: a reason stays one word', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-template-'));
  try {
    writeFileSync(join(directory, 'prod.yaml'), FILE);
    const loaded = await loadCluster(join(directory, 'prod.yaml'));
    const words = ['restart', 'fe-2', '--take-over', '--reason', 'its host is gone'];
    await expect(makeTemplate(words, loaded)).rejects.toMatchObject({
      hint: "muster restart fe-2 --take-over --reason 'its host is gone'",
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
