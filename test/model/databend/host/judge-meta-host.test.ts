import { expect, test } from 'vitest';
import { judgeAdvertised } from '../../../../model/databend/host/judge-advertised.ts';
import { judgePrograms, judgeVersion } from '../../../../model/databend/host/judge-programs.ts';
import { judgeExports, judgeRaftDir } from '../../../../model/databend/host/judge-raft-dir.ts';
import { judgeRaftPorts } from '../../../../model/databend/host/judge-raft-ports.ts';
import { judgeReach } from '../../../../model/databend/host/judge-reach.ts';
import { judgeRoom } from '../../../../model/databend/host/judge-room.ts';
import { judgeUnit, judgeUser } from '../../../../model/databend/host/judge-unit.ts';
import type { MetaHostReading } from '../../../../model/databend/host/meta-host.ts';
import type { Standing } from '../../../../model/databend/standing.ts';
import { metaSpec, readyHost } from '../../../fixtures/meta-host.ts';

const node = metaSpec();
const unknown: Standing = { is: 'unknown' };
const unit = readyHost().unit!;
const running = { ...unit, active: 'active', mainPid: 77 };
const full = { is: 'full', nearest: '/var/lib/databend/raft', writable: 'yes' } as const;

test('a host on which everything is ready passes every gate', () => {
  const host = readyHost();
  const findings = [
    judgeRaftPorts(node, host, unknown),
    judgeRaftDir(node, host, unknown),
    judgeExports(node, host),
    judgePrograms(node, host, false),
    ...judgeVersion(node, host, { file: '1.2.888', member: '1.2.888-patch-8' }),
    judgeUnit(node, host),
    judgeUser(node, host),
    judgeAdvertised(node, host, ['10.0.0.1']),
    judgeRoom(node, host),
    judgeReach(node, 'meta-1', { kind: 'answered' }),
  ];
  expect(findings.filter(({ severity }) => severity !== 'ok')).toEqual([]);
});

test.each<[string, Partial<MetaHostReading>, Standing, RegExp | 'ok']>([
  ['a port that nobody owns as far as we see', { taken: [{ port: 28_004 }] }, unknown, /28004 \(raft\) of meta-4$/],
  [
    'the owner of the raft port is named',
    { taken: [{ port: 28_004, owner: { name: 'nc', pid: 12 } }] },
    unknown,
    /28004 \(raft\), which is nc \(pid 12\)/,
  ],
  [
    'a databend-meta outside of the unit',
    { processes: [55] },
    unknown,
    /another databend-meta runs on meta-4 \(pid 55\)/,
  ],
  [
    'the unit runs and nobody knows it',
    { unit: running, processes: [77] },
    unknown,
    /runs on meta-4 already \(pid 77\)/,
  ],
  ['the unit runs from an earlier try', { unit: running, processes: [77] }, { is: 'learner' }, 'ok'],
  [
    'the ports are those of the unit',
    { unit: running, processes: [77], taken: [{ port: 28_004, owner: { name: 'databend-meta', pid: 77 } }] },
    { is: 'ghost' },
    'ok',
  ],
  [
    'half-joined, and somebody else has its raft port',
    { unit: running, processes: [77], taken: [{ port: 28_004, owner: { name: 'databend-meta', pid: 78 } }] },
    { is: 'learner' },
    /28004 \(raft\), which is databend-meta \(pid 78\)/,
  ],
])('ports: %s', (_, given, standing, expected) => {
  const finding = judgeRaftPorts(node, readyHost(given), standing);
  if (expected === 'ok') expect(finding.severity).toBe('ok');
  else expect(finding).toMatchObject({ severity: 'refusal', message: expect.stringMatching(expected) });
});

test.each<[string, Partial<MetaHostReading>, Standing, RegExp | 'ok']>([
  ['data of somebody', { raftDir: full }, unknown, /holds data/],
  ['data of an earlier try', { raftDir: full }, { is: 'learner' }, 'ok'],
  ['a voter that was reached and lost its data', {}, { is: 'voter', reached: true }, /what it had agreed to is lost/],
  ['a voter that was never reached', {}, { is: 'voter', reached: false }, 'ok'],
  ['not readable', { raftDir: { ...full, is: 'unreadable' } }, unknown, /cannot be read/],
  ['a file in its place', { raftDir: { ...full, is: 'no directory' } }, unknown, /is no directory/],
  [
    'not writable for the user',
    { raftDir: { is: 'missing', nearest: '/var/lib', writable: 'no' } },
    unknown,
    /databend cannot write \/var\/lib on meta-4/,
  ],
])('raft directory: %s', (_, given, standing, expected) => {
  const finding = judgeRaftDir(node, readyHost(given), standing);
  if (expected === 'ok') expect(finding.severity).toBe('ok');
  else expect(finding).toMatchObject({ severity: 'refusal', message: expect.stringMatching(expected) });
});

test('a directory that cannot be tried is a warning', () => {
  const host = readyHost({ raftDir: { is: 'missing', nearest: '/var/lib/databend', writable: 'unknown' } });
  expect(judgeRaftDir(node, host, unknown)).toMatchObject({ severity: 'warning' });
});

const none: Partial<MetaHostReading> = { installed: false };
function without(host: MetaHostReading): MetaHostReading {
  const { meta: _meta, metactl: _metactl, ...rest } = host;
  return rest;
}

test('programs: nothing there needs a package that is there', () => {
  const host = without(readyHost(none));
  expect(judgePrograms(node, host, false)).toMatchObject({ severity: 'refusal', message: /names no package/ });
  const packed = metaSpec({ package: '/tmp/databend.tar.gz' });
  expect(judgePrograms(packed, host, false)).toMatchObject({ severity: 'refusal', message: /is not there, where/ });
  expect(judgePrograms(packed, host, true)).toMatchObject({ severity: 'ok' });
  expect(judgePrograms(packed, without(readyHost()), true)).toMatchObject({
    severity: 'refusal',
    message: /not both there, or do not run/,
  });
});

test('programs: another version than the members, or than each other', () => {
  expect(judgeVersion(node, readyHost(), { file: '1.2.888', member: '1.2.680' })).toMatchObject([
    { severity: 'refusal', message: 'the members run 1.2.680, and of meta-4 it has 1.2.888-patch-8' },
  ]);
  const mixed = readyHost({ metactl: 'databend-metactl v1.2.700-nightly-abc' });
  expect(judgeVersion(node, mixed, { file: '1.2.888' })).toMatchObject([{ severity: 'refusal' }]);
  const bare = without(readyHost(none));
  expect(judgeVersion(node, bare, { file: '1.2.700', member: '1.2.888-patch-8' })).toMatchObject([
    { severity: 'refusal', message: /the package is 1\.2\.700/ },
  ]);
});

test.each<[string, MetaHostReading['unit'], RegExp | 'ok']>([
  ['none yet', { ...unit, load: 'not-found', exec: '', user: '', restart: '' }, 'ok'],
  ['masked', { ...unit, load: 'masked' }, /is masked/],
  ['broken', { ...unit, load: 'bad-setting' }, /cannot load databend-meta\.service: bad-setting/],
  [
    'another program',
    { ...unit, exec: 'argv[]=/opt/bin/databend-meta -c /etc/databend/databend-meta.toml' },
    /not start/,
  ],
  [
    'another file',
    { ...unit, exec: 'argv[]=/usr/bin/databend-meta -c /etc/databend/databend-meta.toml.old' },
    /another file/,
  ],
  ['another user', { ...unit, user: 'nobody' }, /runs as nobody/],
  ['no systemd', undefined, /cannot be asked/],
])('unit: %s', (_, given, expected) => {
  const { unit: _unit, ...rest } = readyHost();
  const finding = judgeUnit(node, given === undefined ? rest : { ...rest, unit: given });
  if (expected === 'ok') expect(finding.severity).toBe('ok');
  else expect(finding).toMatchObject({ severity: 'refusal', message: expect.stringMatching(expected) });
});

test('a unit that starts by itself again is said, a user that is missing refuses', () => {
  const restarting = readyHost({ unit: { ...unit, restart: 'always' } });
  expect(judgeUnit(node, restarting)).toMatchObject({ severity: 'warning' });
  expect(judgeUser(node, readyHost({ userThere: false }))).toMatchObject({ severity: 'refusal' });
});

test.each<[string, string, Partial<MetaHostReading>, readonly string[], RegExp | 'ok']>([
  ['everywhere', '0.0.0.0', {}, [], /another machine to everyone/],
  ['localhost', 'localhost', { resolved: ['127.0.0.1'] }, [], /another machine to everyone/],
  ['unresolvable', 'meta-4.example', { resolved: [] }, [], /does not resolve/],
  ['not its own', '10.0.0.99', { resolved: ['10.0.0.99'] }, [], /which has 10\.0\.0\.4/],
  ['loopback among real ones', '127.0.0.4', { resolved: ['127.0.0.4'] }, ['10.0.0.1'], /loopback/],
  ['loopback among loopbacks', '127.0.0.4', { resolved: ['127.0.0.4'] }, ['127.0.0.2'], 'ok'],
  ['a name that is loopback on the host itself', 'meta-4', { resolved: ['127.0.1.1'] }, [], /listen where nobody/],
])('advertised address: %s', (_, host, given, others, expected) => {
  const finding = judgeAdvertised(metaSpec({ host }), readyHost(given), others);
  if (expected === 'ok') expect(finding.severity).toBe('ok');
  else expect(finding).toMatchObject({ severity: 'refusal', message: expect.stringMatching(expected) });
});

test('what the leader cannot reach refuses, what could not be tried is said', () => {
  for (const kind of ['silent', 'refused', 'unresolved', 'somebody else'] as const)
    expect(judgeReach(node, 'meta-1', { kind })).toMatchObject({ severity: 'refusal' });
  expect(judgeReach(node, 'meta-1', { kind: 'no listener', why: 'it has no perl' })).toMatchObject({
    severity: 'warning',
  });
});

test('less than 1 GB refuses', () => {
  expect(judgeRoom(node, readyHost({ freeKib: 1024 * 1024 - 1 }))).toMatchObject({ severity: 'refusal' });
  expect(judgeRoom(node, readyHost({ freeKib: 1024 * 1024 }))).toMatchObject({ severity: 'ok' });
});
