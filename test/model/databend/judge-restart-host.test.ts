import { expect, test } from 'vitest';
import type { MetaSpec, QuerySpec } from '../../../model/databend/cluster-spec.ts';
import { type RestartHost, judgeRestartHost } from '../../../model/databend/judge-restart-host.ts';
import type { UnitState } from '../../../model/unit-state.ts';

const COMMON = { host: '10.0.0.1', ssh: { host: '10.0.0.1' }, home: '/usr', unitDir: '/etc/systemd/system' } as const;
const META: MetaSpec = {
  ...COMMON,
  ...{ role: 'meta', alias: 'meta-1', id: 1, unit: 'databend-meta.service', user: 'databend' },
  ...{
    file: '/etc/databend/databend-meta.toml',
    raftDir: '/var/lib/databend/raft',
    exports: '/var/lib/databend/exports',
  },
  ports: { admin: 28002, grpc: 9191, raft: 28004 },
};
const QUERY: QuerySpec = {
  ...COMMON,
  ...{ role: 'query', alias: 'query-1', unit: 'databend-query.service', user: 'databend' },
  ...{ file: '/etc/databend/databend-query.toml', ports: { http: 8000 }, sql: { user: 'root' } },
};
const UNIT: UnitState = {
  ...{ load: 'loaded', active: 'active', sub: 'running', mainPid: 7, status: 0, result: 'success', file: 'enabled' },
  ...{ path: '/etc/systemd/system/databend-meta.service', restart: 'no', user: 'databend', stale: false },
};
const FILE = `
admin_api_address = "10.0.0.1:28002"
grpc_api_address = "10.0.0.1:9191"
grpc_api_advertise_host = "10.0.0.1"
[raft_config]
id = 1
raft_dir = "/var/lib/databend/raft"
raft_listen_host = "10.0.0.1"
raft_advertise_host = "10.0.0.1"
join = ["10.0.0.2:28004"]
`;
const WELL: RestartHost = { unit: UNIT, strangers: [], file: FILE };

function judge(seen: Partial<RestartHost>, node: MetaSpec | QuerySpec = META) {
  const all = judgeRestartHost(node, { ...WELL, ...seen });
  return all
    .filter(({ severity }) => severity !== 'ok')
    .map(({ gate, severity, message }) => ({ gate, severity, message }));
}

test('one that would start again with its file passes', () => {
  expect(judge({})).toEqual([]);
  expect(judge({ file: '[meta]\nendpoints = ["10.0.0.1:9191"]\n' }, QUERY)).toEqual([]);
});

test.each([
  [{ unit: { ...UNIT, load: 'not-found', active: 'inactive', mainPid: 0 } }, 'unit', 'is not known to systemd'],
  [{ unit: { ...UNIT, load: 'masked' } }, 'unit', 'cannot be loaded (masked)'],
  [
    { strangers: [{ port: 28004, pid: 9 }] },
    'process',
    'pid 9 that is not that of databend-meta.service listens on port 28004',
  ],
  [{ file: FILE.replace('join =', 'single = true\njoin =') }, 'meta-file', 'single and join'],
  [{ file: FILE.replace(/^join.*$/m, '') }, 'meta-file', 'neither single nor join'],
  [{ file: FILE.replace('10.0.0.2:28004', '10.0.0.1:28004') }, 'meta-file', 'the node itself'],
  [{ file: FILE.replace('"/var/lib/databend/raft"', '"raft"') }, 'meta-file', 'not absolute'],
  [{ file: 'id = "x' }, 'meta-file', 'databend-meta.toml'],
] as const)('%j is refused: %s', (seen, gate, words) => {
  expect(judge(seen)).toContainEqual({ gate, severity: 'refusal', message: expect.stringContaining(words) });
});

test('a file that is gone, and a broken one of a Query node, are refused', () => {
  const { file: _, ...without } = WELL;
  expect(judgeRestartHost(META, without)).toContainEqual(
    expect.objectContaining({ gate: 'meta-file', severity: 'refusal', message: expect.stringContaining('not there') }),
  );
  expect(judge({ file: 'endpoints = [' }, QUERY)).toMatchObject([{ gate: 'meta-file', severity: 'refusal' }]);
});

test('a unit file that systemd has not read is only said', () => {
  expect(judge({ unit: { ...UNIT, stale: true } })).toMatchObject([{ gate: 'unit', severity: 'warning' }]);
});
