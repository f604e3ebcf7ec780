import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { judgeMetaToml } from '../../../model/databend/judge-meta-toml.ts';
import { judgeShowConfig } from '../../../model/databend/show-config.ts';
import { makeMeta } from '../../fixtures/databend-cluster.ts';

const FILE = `admin_api_address = "0.0.0.0:28002"
grpc_api_address = "0.0.0.0:9191"
grpc_api_advertise_host = "10.0.0.1"
[raft_config]
id = 1
raft_dir = "/var/lib/databend/raft"
raft_listen_host = "0.0.0.0"
raft_advertise_host = "10.0.0.1"
join = ["10.0.0.2:28004", "10.0.0.3:28004"]
`;
const PLACE = '/etc/databend/databend-meta.toml';
const node = makeMeta(1);

test('a file that is right has one finding, and it says so', () => {
  expect(judgeMetaToml(node, FILE)).toEqual([
    { gate: 'meta-file', severity: 'ok', subject: 'meta-1', message: `${PLACE} is one that it starts with` },
  ]);
});

test.each([
  ['id = 1', 'id = 1\nsingle = true', 'meta-file', `${PLACE} says single and join: it starts with exactly one of them`],
  [/join.*\n/, '', 'meta-file', `${PLACE} says neither single nor join: it does not start`],
  [/join.*\n/, 'join = []\n', 'meta-file', `${PLACE} says neither single nor join: it does not start`],
  [
    '"10.0.0.2:28004"',
    '"0.0.0.0:28004"',
    'meta-file',
    `join in ${PLACE} names 0.0.0.0:28004, the node itself: it does not start`,
  ],
  [
    '"10.0.0.2:28004"',
    '"10.0.0.1:28004"',
    'meta-file',
    `join in ${PLACE} names 10.0.0.1:28004, the node itself: it does not start`,
  ],
  [
    '/var/lib/databend/raft',
    'raft',
    'meta-file',
    `raft_dir in ${PLACE} is raft, which is not absolute: where it starts decides which data it has`,
  ],
  [
    /raft_dir.*\n/,
    '',
    'meta-file',
    `raft_dir in ${PLACE} is ./.databend/meta, which is not absolute: where it starts decides which data it has`,
  ],
  [
    '/var/lib/databend/raft',
    '/data',
    'meta-file',
    `raft_dir in ${PLACE} is /data, in the cluster file it is /var/lib/databend/raft`,
  ],
  ['id = 1', 'id = 7', 'meta-file', `id in ${PLACE} is 7, in the cluster file it is 1`],
  ['id = 1', 'id = "1"', 'meta-file', `raft_config.id in ${PLACE} is no number: it does not start with that`],
  [
    'id = 1',
    'id = 1\nraft_api_port = 28003',
    'meta-file',
    `raft_api_port in ${PLACE} is 28003, in the cluster file it is 28004`,
  ],
  [
    'id = 1',
    'id = 1\nleave_via = ["x:1"]',
    'meta-file',
    `${PLACE} says leave_via: it would take a node out instead of serving`,
  ],
  ['id = 1', 'id = "1', 'meta-file', `${PLACE} is not TOML: Unterminated string constant, line 5, column 8`],
  [
    /raft_advertise_host.*\n/,
    '',
    'meta-address',
    `${PLACE} has no raft_advertise_host: the name of the host is given out, which others may not know`,
  ],
  [
    'raft_advertise_host = "10.0.0.1"',
    'raft_advertise_host = "localhost"',
    'meta-address',
    `raft_advertise_host in ${PLACE} is localhost, which is another machine to everyone who asks`,
  ],
  [
    'raft_advertise_host = "10.0.0.1"',
    'raft_advertise_host = "0.0.0.0"',
    'meta-address',
    `raft_advertise_host in ${PLACE} is 0.0.0.0, which is another machine to everyone who asks`,
  ],
  [
    'raft_advertise_host = "10.0.0.1"',
    'raft_advertise_host = "gone"',
    'meta-address',
    `raft_advertise_host in ${PLACE} is gone, which does not resolve`,
  ],
  [
    'raft_listen_host = "0.0.0.0"\n',
    '',
    'meta-address',
    `${PLACE} lets the raft port listen on 127.0.0.1 only, where no other member reaches it`,
  ],
])('refused: %s as %j', (old, fresh, gate, message) => {
  const text = FILE.replace(old, fresh);
  expect(text).not.toBe(FILE);
  const findings = judgeMetaToml(node, text, { unresolved: ['gone'] });
  expect(findings).toContainEqual(expect.objectContaining({ gate, severity: 'refusal', subject: 'meta-1', message }));
});

test.each([
  [
    /grpc_api_advertise_host.*\n/,
    '',
    `${PLACE} has no grpc_api_advertise_host: Query nodes are told an empty address`,
    'grpc_api_advertise_host = "10.0.0.1"',
  ],
  [
    'id = 1',
    'id = 1\nheartbeat_interval = 900',
    `raft_config.heartbeat_interval in ${PLACE} has no effect: the default of the command line wins`,
    '--heartbeat-interval <milliseconds>   # in ExecStart of databend-meta.service',
  ],
  [
    'id = 1',
    'id = 1\nwait_leader_timeout = 9',
    `raft_config.wait_leader_timeout in ${PLACE} has no effect: the default of the command line wins`,
    '--wait-leader-timeout <milliseconds>   # in ExecStart of databend-meta.service',
  ],
  [
    'id = 1',
    'id = 1\nraft_advertize_host = "x"',
    `raft_config.raft_advertize_host in ${PLACE} is not known to databend-meta, which says nothing and ignores it`,
    'did you mean raft_config.raft_advertise_host?',
  ],
  [
    'admin_api',
    'single = true\nadmin_api',
    `single in ${PLACE} is not known to databend-meta, which says nothing and ignores it`,
    'did you mean raft_config.single?',
  ],
  [
    'grpc_api_advertise_host = "10.0.0.1"',
    'grpc_api_advertise_host = "meta-1"',
    `grpc_api_advertise_host in ${PLACE} is meta-1, in the cluster file the host is 10.0.0.1`,
    'grpc_api_advertise_host = "10.0.0.1"',
  ],
  [
    /grpc_api_address.*\n/,
    '',
    `${PLACE} lets the grpc port listen on 127.0.0.1 only, where no Query node reaches it`,
    'grpc_api_address = "10.0.0.1:9191"',
  ],
])('warned of: %s as %j', (old, fresh, message, next) => {
  const text = FILE.replace(old, fresh);
  expect(judgeMetaToml(node, text)).toEqual([
    { gate: 'meta-settings', severity: 'warning', subject: 'meta-1', message, next: [next] },
  ]);
});

test('a list of dead ones stops only a node that has to join', () => {
  const silent = ['10.0.0.2:28004', '10.0.0.3:28004'];
  const message = `nobody in join of ${PLACE} answers: 10.0.0.2:28004, 10.0.0.3:28004`;
  expect(judgeMetaToml(node, FILE, { silent, joins: true })).toMatchObject([{ severity: 'refusal', message }]);
  expect(judgeMetaToml(node, FILE, { silent })).toMatchObject([{ severity: 'ok' }]);
  expect(judgeMetaToml(node, FILE, { silent: ['10.0.0.2:28004'], joins: true })).toMatchObject([{ severity: 'ok' }]);
});

test('no value of a secret is in any finding', () => {
  const text = FILE.replace('id = 1', 'id = "hunter2"\nraft_secret = ["hunter2"]\nraft_secrett = "hunter2"');
  expect(JSON.stringify(judgeMetaToml(node, text))).not.toContain('hunter2');
});

/** As recorded on 1.2.888. */
const RECORDED = readFileSync(new URL('show-config.txt', import.meta.url), 'utf8');
const RECORDED_FILE = readFileSync(new URL('show-config.toml', import.meta.url), 'utf8');

test('what the program takes from the file agrees with it', () => {
  expect(judgeShowConfig(node, RECORDED_FILE, RECORDED)).toMatchObject([{ gate: 'meta-file', severity: 'ok' }]);
});

test('what the program takes from elsewhere is refused, value by value', () => {
  const text = RECORDED_FILE.replace('id = 1', 'id = 2\nheartbeat_interval = 9')
    .replace('127.0.0.2:9191', '127.0.0.9:9191')
    .replace('/logs"', '/log"');
  expect(judgeShowConfig(node, text, RECORDED).map(({ severity, message }) => [severity, message])).toEqual([
    ['refusal', `grpc_api_address is "127.0.0.9:9191" in ${PLACE}, and databend-meta takes "127.0.0.2:9191"`],
    [
      'refusal',
      `log.file.dir is "/var/lib/databend/n1/log" in ${PLACE}, and databend-meta takes "/var/lib/databend/n1/logs"`,
    ],
    ['refusal', `raft_config.id is 2 in ${PLACE}, and databend-meta takes 1`],
  ]);
});

test('of a level that is given twice the older key on top counts', () => {
  const text = `log_level = "INFO"\n${RECORDED_FILE.replace('level = "INFO"', 'level = "WARN"')}`;
  expect(judgeShowConfig(node, text, RECORDED)).toMatchObject([{ severity: 'ok' }]);
});

test('an answer without a configuration is refused', () => {
  expect(judgeShowConfig(node, RECORDED_FILE, 'Error: no')).toMatchObject([{ severity: 'refusal' }]);
});
