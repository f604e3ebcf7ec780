import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClusterFile } from '../../../model/cluster-file/parse-cluster-file.ts';
import { writeImportedDatabend } from '../../../model/cluster-file/write-imported-databend.ts';
import { type DatabendCluster, metasOf } from '../../../model/databend/cluster-spec.ts';
import type { FoundMeta, ImportedMeta } from '../../../model/import.ts';

const OPTIONS = {
  from: '10.0.0.1:28002',
  at: '2026-11-21T02:04:20Z',
  ssh: { user: 'deploy', key: '/home/ada/.ssh/id_ed25519' },
  sshGuessed: false,
};
const PACKAGED: FoundMeta = {
  home: '/usr',
  file: '/etc/databend/databend-meta.toml',
  unit: 'databend-meta.service',
  user: 'databend',
  raftDir: '/var/lib/databend/raft',
};

function meta(id: number, change: Partial<ImportedMeta> = {}): ImportedMeta {
  const ports = { admin: 28_002, grpc: 9191, raft: 28_004 };
  return { id, host: `10.0.0.${id}`, ports, unknownPorts: [], votes: true, alive: true, install: PACKAGED, ...change };
}

function write(metas: readonly ImportedMeta[], options = {}): string {
  return writeImportedDatabend({ version: '1.2.888-patch-8', metas }, { ...OPTIONS, ...options });
}

function read(text: string): DatabendCluster {
  return parseClusterFile(text, { file: 'imported', resolvePath: (path) => path }) as DatabendCluster;
}

test('of a cluster as packaged has no line too many', async () => {
  await expect(write([meta(1), meta(2), meta(3)])).toMatchFileSnapshot('imported-databend.yaml');
});

test('says of what could not be read that it is not known', async () => {
  const trouble = 'The connection to 10.0.0.3:22\n timed out';
  const { install: _, ...bare } = meta(3, { alive: false, trouble, unknownPorts: ['admin', 'grpc'] });
  const { raftDir: __, ...unread } = PACKAGED;
  const text = write([meta(1), meta(2, { install: unread }), bare], { sshGuessed: true });
  await expect(text).toMatchFileSnapshot('imported-databend-gaps.yaml');
  expect(metasOf(read(text)).map(({ alias }) => alias)).toEqual(['meta-1', 'meta-2', 'meta-3']);
});

test('is read back as what was found, whatever that was', () => {
  const word = fc.constantFrom('/usr', '/opt/databend', '/srv/d2');
  const found = fc.record({
    home: word,
    file: word.map((path) => `${path}/meta.toml`),
    unit: fc.constantFrom('databend-meta.service', 'meta@1.service'),
    unitDir: fc.constantFrom('/etc/systemd/system', '/srv/units'),
    user: fc.constantFrom('databend', 'root'),
    raftDir: word.map((path) => `${path}/raft`),
  });
  const port = fc.constantFrom(0, 1000);
  const metas = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 250 }), found, port), {
      selector: ([id]) => id,
      minLength: 1,
      maxLength: 5,
    })
    .map((list) =>
      list.map(([id, install, more]) =>
        meta(id, { install, ports: { admin: 28_002 + more, grpc: 9191 + more, raft: 28_004 + more } }),
      ),
    );
  fc.assert(
    fc.property(metas, (found) => {
      const nodes = metasOf(read(write(found)));
      expect(nodes).toHaveLength(found.length);
      for (const { id, host, ports, install } of found) {
        expect(nodes.find((node) => node.id === id)).toMatchObject({ alias: `meta-${id}`, host, ports, ...install });
      }
    }),
  );
});
