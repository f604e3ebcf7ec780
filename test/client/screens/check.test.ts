import { expect, it } from 'vitest';
import { showCheck } from '../../../client/screens/check.ts';
import { showImportedMetas } from '../../../client/screens/imported-metas.ts';
import { showImported } from '../../../client/screens/imported.ts';
import { applyChecks } from '../../../model/apply-checks.ts';
import type { CheckReport } from '../../../model/check.ts';
import type { Finding } from '../../../model/step.ts';
import { at, VIEW } from './examples.ts';

const OK: readonly Finding[] = [
  { gate: 'privileges', severity: 'ok', subject: 'root', message: 'root may' },
  { gate: 'quorum', severity: 'ok', subject: 'prod', message: '3 of 3' },
  { gate: 'ssh', severity: 'ok', subject: 'fe-1', message: 'answers' },
  { gate: 'clock', severity: 'ok', subject: 'fe-1', message: '0.0 s' },
];
const report = (findings: readonly Finding[]): CheckReport => ({
  cluster: 'prod',
  engine: 'starrocks',
  version: '3.5.7-8b2a6c3',
  readAt: at('02:04:20'),
  findings,
});

async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  for (const line of lines) expect(line).not.toMatch(/\s$/);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

const WRONG: readonly Finding[] = [
  { gate: 'odd', severity: 'warning', subject: 'frontends', message: '4 followers bear the loss of 1, as 3 would' },
  {
    gate: 'dead',
    severity: 'refusal',
    subject: 'fe-2',
    message: 'fe-2 is registered and not alive: Connection refused',
    next: ['ssh deploy@10.0.0.2 /opt/fe/bin/start_fe.sh --daemon', 'muster remove fe-2 --lost'],
  },
  { gate: 'dead', severity: 'warning', subject: 'fe-5', message: 'fe-5 is registered and not alive' },
  {
    gate: 'ssh',
    severity: 'refusal',
    subject: 'fe-3',
    message: 'The connection to 10.0.0.3:22 timed out',
    next: ['ssh deploy@10.0.0.3'],
  },
];

it('a check groups what is wrong by its cause, the worst first, each with what to do', () =>
  expectGolden(
    'check',
    showCheck(report([...OK, ...WRONG]), '4711@ops: was asked as well', { ...VIEW, file: 'prod.yaml' }),
  ));

it('a check with nothing wrong is short', () =>
  expectGolden('check-ok', showCheck(report(OK), 'not asked: none is there', VIEW)));

it('a gate that was accepted by name carries the reason', () => {
  const findings = applyChecks([...OK, ...WRONG.slice(0, 1)], { accept: { odd: 'the fifth comes on Monday' } });
  expect(showCheck(report(findings), 'not asked', VIEW).join('\n')).toContain('(accepted: the fifth comes on Monday)');
});

it('an import says what was found, what was not, and what to type next', () =>
  expectGolden(
    'imported',
    showImported(
      {
        clusterId: '1860605017',
        version: '3.5.7-d2da301',
        leader: '10.0.0.1:9010',
        frontends: [
          {
            host: '10.0.0.1',
            ports: { http: 8030, rpc: 9020, query: 9030, editLog: 9010 },
            unknownPorts: [],
            observer: false,
            alive: true,
            install: { home: '/opt/starrocks/fe', meta: '/data/fe/meta' },
          },
          {
            host: '10.0.0.2',
            ports: { http: 8030, rpc: 9020, query: 9030, editLog: 9010 },
            unknownPorts: ['http'],
            observer: true,
            alive: false,
            trouble: 'The connection to 10.0.0.2:22 timed out',
          },
        ],
        backends: [
          {
            host: '10.0.0.11',
            ports: { be: 9060, http: 8040, heartbeat: 9050, brpc: 8060, starlet: 9070 },
            unknownPorts: [],
            alive: false,
            trouble: 'no single process of a backend is to be found',
          },
          {
            host: '10.0.0.11',
            ports: { be: 9060, http: 8040, heartbeat: 9051, brpc: 8060, starlet: 9070 },
            unknownPorts: [],
            alive: true,
            install: { home: '/opt/starrocks/be', storage: [{ path: '/data/1', medium: 'ssd' }] },
          },
        ],
        computeNodes: [
          {
            host: '10.0.0.21',
            ports: { be: 9060, http: 8040, heartbeat: 9050, brpc: 8060, starlet: 9070 },
            unknownPorts: ['be', 'http', 'brpc', 'starlet'],
            alive: false,
            trouble: 'The connection to 10.0.0.21:22 timed out',
          },
        ],
      },
      'prod.yaml',
      VIEW,
    ),
  ));

it('what was imported of a Meta service says what is not known, and that Query nodes never are', () => {
  const ports = { admin: 28_002, grpc: 9191, raft: 28_004 };
  const found = { ports, unknownPorts: [], votes: true, alive: true };
  const install = {
    home: '/usr',
    file: '/etc/databend/databend-meta.toml',
    unit: 'databend-meta.service',
    user: 'databend',
    raftDir: '/var/lib/databend/raft',
  };
  return expectGolden(
    'imported-metas',
    showImportedMetas(
      {
        version: '1.2.888-patch-8',
        leader: '10.0.0.1:28004',
        metas: [
          { ...found, id: 1, host: '10.0.0.1', install },
          { ...found, id: 2, host: '10.0.0.2', install, votes: false },
          { ...found, id: 3, host: '10.0.0.3', alive: false, trouble: 'The connection to 10.0.0.3:22 timed out' },
        ],
      },
      'prod.yaml',
      VIEW,
    ),
  );
});
