import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClusterFile } from '../../../model/cluster-file/parse-cluster-file.ts';
import { type ImportedFileOptions, writeImported } from '../../../model/cluster-file/write-imported.ts';
import { nodeHandle } from '../../../model/cluster.ts';
import {
  type BackendPorts,
  backendHandle,
  backendsOf,
  frontendsOf,
  type StarRocksCluster,
} from '../../../model/starrocks/cluster-spec.ts';
import type {
  FoundBackend,
  FoundInstall,
  ImportedBackend,
  ImportedStarRocks,
  ImportedFrontend,
} from '../../../model/import.ts';

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

const BACKEND: FoundBackend = {
  home: '/opt/starrocks/be',
  storage: [{ path: '/data/1', medium: 'ssd' }, { path: '/data/2' }],
  become: 'starrocks',
};
const SHIPPED: BackendPorts = { be: 9060, http: 8040, heartbeat: 9050, brpc: 8060, starlet: 9070 };

function backend(number: number, change: Partial<ImportedBackend> = {}): ImportedBackend {
  return {
    host: `10.0.0.${number}`,
    ports: SHIPPED,
    unknownPorts: [],
    alive: true,
    install: BACKEND,
    ...change,
  };
}

/** As SQL alone tells of one that never had a heartbeat. */
function silent(number: number, heartbeat = 9050): ImportedBackend {
  const { install: _, ...blind } = backend(number, {
    alive: false,
    ports: { ...SHIPPED, heartbeat },
    unknownPorts: ['be', 'http', 'brpc', 'starlet'],
  });
  return blind;
}

function cluster(frontends: readonly ImportedFrontend[], change: Partial<ImportedStarRocks> = {}): ImportedStarRocks {
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

const parse = (text: string) =>
  parseClusterFile(text, { file: 'imported.yaml', resolvePath: (path) => path }) as StarRocksCluster;

test('what is the same everywhere stands with the role, and the file can be used as it is', async () => {
  const { storage: _, ...compute } = BACKEND;
  const computeNode = {
    ports: { ...SHIPPED, brpc: 8061 },
    install: { ...compute, storage: [{ path: `${BACKEND.home}/storage` }] },
  };
  const imported = cluster(
    [1, 2, 3].map((number) => frontend(number)),
    {
      backends: [backend(11), backend(12, { ports: { ...SHIPPED, starlet: 9071 } })],
      computeNodes: [backend(21, computeNode)],
    },
  );
  const text = writeImported(imported, OPTIONS);
  await expect(text).toMatchFileSnapshot('golden/imported.yaml');
  expect(parse(text).nodes.map((node) => [node.alias, nodeHandle(node), node.home, node.ssh.become])).toEqual([
    ['fe-1', '10.0.0.1:9010', '/opt/starrocks/fe', 'starrocks'],
    ['fe-2', '10.0.0.2:9010', '/opt/starrocks/fe', 'starrocks'],
    ['fe-3', '10.0.0.3:9010', '/opt/starrocks/fe', 'starrocks'],
    ['be-1', '10.0.0.11:9050', '/opt/starrocks/be', 'starrocks'],
    ['be-2', '10.0.0.12:9050', '/opt/starrocks/be', 'starrocks'],
    ['cn-1', '10.0.0.21:9050', '/opt/starrocks/be', 'starrocks'],
  ]);
  expect(backendsOf(parse(text)).map(({ ports, storage }) => ({ ports, storage }))).toEqual([
    { ports: SHIPPED, storage: BACKEND.storage },
    { ports: { ...SHIPPED, starlet: 9071 }, storage: BACKEND.storage },
    { ports: computeNode.ports, storage: computeNode.install.storage },
  ]);
});

test('what could not be read is marked, has a default, and what cannot be managed is listed', async () => {
  const { install: _, ...blind } = frontend(2, { trouble: '10.0.0.2 refuses\nthe SSH connection' });
  const { install: __, ...dead } = frontend(3, { alive: false, unknownPorts: ['query', 'rpc', 'http'] });
  const { password: ___, ...options } = OPTIONS;
  const imported = cluster([frontend(1), blind, dead], {
    backends: [backend(11), { ...silent(12), trouble: '10.0.0.12 refuses\nthe SSH connection' }, silent(12, 9051)],
    computeNodes: [
      backend(11, { ports: { ...SHIPPED, heartbeat: 9150 } }),
      silent(21),
      backend(22, { unknownPorts: ['starlet'], install: { home: BACKEND.home } }),
    ],
  });
  const text = writeImported(imported, { ...options, name: 'prod', ssh: { user: 'ada' }, sshGuessed: true });
  await expect(text).toMatchFileSnapshot('golden/imported-gaps.yaml');
  expect(parse(text)).toMatchObject({ name: 'prod', sql: { user: 'root' } });
  expect(parse(text).nodes.map(({ alias, home }) => [alias, home])).toEqual([
    ['fe-1', INSTALL.home],
    ['fe-2', INSTALL.home],
    ['fe-3', INSTALL.home],
    ['be-1', BACKEND.home],
    ['be-2', BACKEND.home],
    ['be-3', `${BACKEND.home}-2`],
    ['cn-1', BACKEND.home],
    ['cn-2', BACKEND.home],
  ]);
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

/** Few hosts, ports and homes, so that they meet. */
const anyBackend = fc
  .record({
    host: fc.constantFrom('10.0.0.1', '10.0.0.2', 'Be.example.org', 'be.example.org', 'fe80::1'),
    ports: fc.record({
      be: fc.constantFrom(9060, 9061),
      http: fc.constantFrom(8040, 9070),
      heartbeat: fc.constantFrom(9050, 9051, 9060, 8040),
      brpc: fc.constantFrom(8060, 8061),
      starlet: fc.constantFrom(9070, 9071),
    }),
    unknownPorts: fc.subarray<keyof BackendPorts>(['be', 'http', 'brpc', 'starlet']),
    alive: fc.boolean(),
    install: fc.option(
      fc.record(
        {
          home: fc.constantFrom('/opt/starrocks/be', '/opt/starrocks/fe', '/opt/starrocks/be-2'),
          storage: fc.constantFrom([{ path: '/data/1' }], [{ path: '/data/2', medium: 'ssd' as const }]),
          become: fc.constant('starrocks'),
        },
        { requiredKeys: ['home'] },
      ),
      { nil: undefined },
    ),
  })
  .map(({ install, ...node }) => ({ ...node, ...(install !== undefined && { install }) }) as ImportedBackend);

test('whatever shares a host, the file is one that can be loaded, and names every node or says why not', () => {
  fc.assert(
    fc.property(
      fc.array(anyBackend, { maxLength: 6 }),
      fc.array(anyBackend, { maxLength: 3 }),
      (backends, computeNodes) => {
        const text = writeImported(cluster([frontend(1), frontend(3)], { backends, computeNodes }), OPTIONS);
        const nodes = backendsOf(parse(text));
        const left = [...text.matchAll(/^# Not managed: (?:backend|compute node) (\S+): ./gm)].map(
          ([, handle]) => handle,
        );
        expect([...nodes.map(backendHandle), ...left].sort()).toEqual(
          [...backends, ...computeNodes].map(backendHandle).sort(),
        );
        for (const node of nodes) {
          const known = [...backends, ...computeNodes].filter(
            (one) =>
              backendHandle(one) === backendHandle(node) &&
              Object.entries(one.ports).every(
                ([use, port]) =>
                  one.unknownPorts.includes(use as keyof BackendPorts) ||
                  node.ports[use as keyof BackendPorts] === port,
              ) &&
              (one.install === undefined || one.install.home === node.home) &&
              (one.install?.storage === undefined || one.install.storage[0]?.path === node.storage[0]?.path),
          );
          expect(known).not.toEqual([]);
        }
      },
    ),
    { numRuns: 150 },
  );
});
