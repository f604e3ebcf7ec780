import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClusterFile } from '../../../model/cluster-file/parse-cluster-file.ts';
import { type ImportedFileOptions, writeImported } from '../../../model/cluster-file/write-imported.ts';
import { frontendsOf, nodeHandle } from '../../../model/cluster.ts';
import type { FoundInstall, ImportedCluster, ImportedFrontend } from '../../../model/import.ts';

const OPTIONS: ImportedFileOptions = {
  from: 'root@10.0.0.1:9030',
  at: '2026-11-21T02:04:20Z',
  sqlUser: 'root',
  password: 'env:SR_PASSWORD',
  ssh: { user: 'deploy', key: '/home/ada/.ssh/id_ed25519' },
  sshGuessed: false,
};
const INSTALL: FoundInstall = {
  home: '/opt/starrocks/fe',
  meta: '/data/fe/meta',
  java: '/usr/lib/jvm/java-17',
  become: 'starrocks',
  priorityNetworks: '10.0.0.0/8',
};

function frontend(number: number, change: Partial<ImportedFrontend> = {}): ImportedFrontend {
  return {
    host: `10.0.0.${number}`,
    ports: { http: 8030, rpc: 9020, query: 9030, editLog: 9010 },
    unknownPorts: [],
    observer: false,
    alive: true,
    install: INSTALL,
    ...change,
  };
}

function cluster(frontends: readonly ImportedFrontend[], change: Partial<ImportedCluster> = {}): ImportedCluster {
  return {
    clusterId: '1860605017',
    version: '3.5.7-d2da301',
    leader: '10.0.0.1:9010',
    frontends,
    backends: [],
    computeNodes: [],
    ...change,
  };
}

const parse = (text: string) => parseClusterFile(text, { file: 'imported.yaml', resolvePath: (path) => path });

test('what is the same everywhere stands with the role, and the file can be used as it is', async () => {
  const text = writeImported(cluster([1, 2, 3].map((number) => frontend(number))), OPTIONS);
  await expect(text).toMatchFileSnapshot('golden/imported.yaml');
  expect(parse(text).nodes.map((node) => [node.alias, nodeHandle(node), node.home, node.ssh.become])).toEqual([
    ['fe-1', '10.0.0.1:9010', '/opt/starrocks/fe', 'starrocks'],
    ['fe-2', '10.0.0.2:9010', '/opt/starrocks/fe', 'starrocks'],
    ['fe-3', '10.0.0.3:9010', '/opt/starrocks/fe', 'starrocks'],
  ]);
});

test('what could not be read is marked, has a default, and what is not managed is listed', async () => {
  const { install: _, ...blind } = frontend(2, { trouble: '10.0.0.2 refuses\nthe SSH connection' });
  const { install: __, ...dead } = frontend(3, { alive: false, unknownPorts: ['query', 'rpc', 'http'] });
  const { password: ___, ...options } = OPTIONS;
  const imported = cluster([frontend(1), blind, dead], {
    backends: ['10.0.0.11:9050', '10.0.0.12:9050'],
    computeNodes: ['10.0.0.21:9050'],
  });
  const text = writeImported(imported, { ...options, name: 'prod', ssh: { user: 'ada' }, sshGuessed: true });
  await expect(text).toMatchFileSnapshot('golden/imported-gaps.yaml');
  expect(parse(text)).toMatchObject({ name: 'prod', sql: { user: 'root' } });
  expect(parse(text).nodes.map(({ home }) => home)).toEqual(['/opt/starrocks/fe', INSTALL.home, INSTALL.home]);
});

test('nothing that a host says can end a comment or change the file', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (trouble) => {
      const { install: _, ...blind } = frontend(1, { trouble });
      expect(parse(writeImported(cluster([blind]), OPTIONS)).nodes).toHaveLength(1);
    }),
    { numRuns: 40 },
  );
});

test('every node keeps what was read of it, whatever the others have', () => {
  const install = fc.record(
    {
      home: fc.constantFrom('/opt/fe', '/srv/fe'),
      meta: fc.constantFrom('/opt/fe/meta', '/data/meta'),
      java: fc.constantFrom('/usr/lib/jvm/a', '/usr/lib/jvm/b'),
      become: fc.constantFrom('starrocks', 'sr'),
      priorityNetworks: fc.constantFrom('10.0.0.0/8', '10.0.0.0/24;192.168.0.0/16'),
    },
    { requiredKeys: ['home', 'meta'] },
  );
  const http = fc.constantFrom(8030, 8031);
  fc.assert(
    fc.property(fc.array(fc.record({ install, http }), { minLength: 1, maxLength: 5 }), (found) => {
      const frontends = found.map((one, index) =>
        frontend(index + 1, {
          install: one.install as FoundInstall,
          ports: { http: one.http, rpc: 9020, query: 9030, editLog: 9010 },
        }),
      );
      const nodes = frontendsOf(parse(writeImported(cluster(frontends), OPTIONS)));
      expect(
        nodes.map(({ home, meta, java, ssh, ports, config }) => ({
          install: {
            home,
            meta,
            java,
            become: ssh.become,
            priorityNetworks: config['priority_networks'],
          },
          http: ports.http,
        })),
      ).toEqual(
        found.map((one) => ({
          http: one.http,
          install: { java: undefined, become: undefined, priorityNetworks: undefined, ...one.install },
        })),
      );
    }),
    { numRuns: 40 },
  );
});
