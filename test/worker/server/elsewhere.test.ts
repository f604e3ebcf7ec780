import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../../model/operation.ts';
import { packageRoot } from '../../../worker/package-root.ts';
import { type Certificates, makeCertificates, type TlsOptions, TlsTemporal } from '../../fixtures/tls-temporal.ts';
import { until } from '../../fixtures/until.ts';

// Dozens of processes, one after the other; how long each takes depends on who else is on the machine.
vi.setConfig({ testTimeout: 400_000 });

const MAIN = join(packageRoot(), 'dist/client/main.js');
/** The library cannot read a file without any. */
const NO_PROFILES = '[profile.default]\n';
const API_KEY = 'a-key-that-nobody-may-print';
const CLUSTER = `name: prod
engine: starrocks
version: 3.5.7
ssh: { user: u }
roles: { fe: { home: /opt/fe } }
nodes: { fe-1: { role: fe, host: 127.0.0.1 }, fe-2: { role: fe, host: b } }
`;

let directory: string;
let certificates: Certificates;
const running: { stop(): Promise<void> | void }[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-elsewhere-'));
  certificates = await makeCertificates();
  writeFileSync(join(directory, 'muster.yaml'), CLUSTER);
  writeProfiles(NO_PROFILES);
  writeFileSync(join(directory, 'ca.pem'), certificates.ca);
  writeFileSync(join(directory, 'client.pem'), certificates.client.cert);
  writeFileSync(join(directory, 'client.key'), certificates.client.key);
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

function environment(more: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: directory,
    MUSTER_STATE_DIR: join(directory, 'state'),
    TEMPORAL_CONFIG_FILE: join(directory, 'temporal.toml'),
    ...more,
  };
}

async function muster(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [MAIN, ...args], {
    cwd: directory,
    env: environment(env),
    extendEnv: false,
    reject: false,
  });
  expect(`${stdout}${stderr}`).not.toContain(API_KEY);
  return { exitCode, stdout, stderr };
}

function writeProfiles(text: string): void {
  writeFileSync(join(directory, 'temporal.toml'), text);
}

async function startTls(options: Omit<TlsOptions, 'certificates'> = {}): Promise<string> {
  const server = await TlsTemporal.start(inject('temporalAddress'), { certificates, ...options });
  running.push(server);
  return server.address;
}

function nameNamespace(): string {
  return `elsewhere-${crypto.randomUUID().slice(0, 8)}`;
}

interface RunningWorker {
  readonly child: ChildProcess;
  readonly healthFile: string;
  output(): string;
}

function startWorker(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningWorker {
  const healthFile = join(directory, `health-${crypto.randomUUID()}.json`);
  const child = spawn(process.execPath, [MAIN, 'worker', '--health-file', healthFile, ...args], {
    cwd: directory,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push({ stop: () => void child.kill('SIGKILL') });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return { child, healthFile, output: () => output };
}

test('a namespace of a profile is prepared, a worker polls there, a plan reaches it, and SIGTERM ends it', async () => {
  const namespace = nameNamespace();
  writeProfiles(
    `[profile.prod]\naddress = "${inject('temporalAddress')}"\nnamespace = "${namespace}"\n[profile.other]\naddress = "127.0.0.1:1"\n`,
  );
  const missing = await muster(['prepare', '--profile', 'prod', '--check']);
  expect(missing).toMatchObject({ exitCode: 6, stderr: expect.stringContaining(`no namespace "${namespace}"`) });
  expect(missing.stderr).toContain('muster prepare --profile prod');

  const early = await muster(['worker', '--profile', 'prod']);
  expect(early).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('TEMPORAL_UNPREPARED') });
  const submitted = await muster(['plan', 'add', 'fe-2', '--profile', 'prod']);
  expect(submitted).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('TEMPORAL_UNPREPARED') });

  const made = await muster(['prepare', '--profile', 'prod', '--json', '--retention-days', '12']);
  expect(JSON.parse(made.stdout)).toMatchObject({
    namespace,
    registered: true,
    retentionDays: 12,
    addedAttributes: Object.values(SEARCH_ATTRIBUTES),
  });
  const again = await muster(['prepare', '--profile', 'prod', '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ registered: false, addedAttributes: [], retentionDays: 12 });
  expect(await muster(['prepare', '--profile', 'prod', '--check'])).toMatchObject({ exitCode: 0 });

  const deserted = await muster(['plan', 'add', 'fe-2', '--profile', 'prod']);
  expect(deserted).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('muster worker --profile prod') });

  const { child, healthFile, output } = startWorker(['--profile', 'prod']);
  const check = () => muster(['worker', '--check'], { MUSTER_HEALTH_FILE: healthFile });
  await until('the worker is healthy', async () => (await check()).exitCode === 0, 180_000);
  await until('the worker says so', () => output().includes('"msg":"The worker polls"'));
  expect(output()).toContain(`"namespace":"${namespace}"`);
  // The cluster is not there: the plan is refused by its first check, in the worker.
  const planned = await muster(['plan', 'add', 'fe-2', '--profile', 'prod']);
  expect(planned).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('refused') });
  const listed = async () => (await muster(['ops', 'list', '--plans', '--profile', 'prod'])).stdout;
  await until('it is listed as refused', async () => (await listed()).includes('refused'));

  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(await check()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no worker runs') });
});

describe('TLS', () => {
  test('with a client certificate and an API key serves the command and the worker', async () => {
    const namespace = nameNamespace();
    const address = await startTls({ wantsCertificate: true, apiKey: API_KEY });
    writeProfiles(`[profile.tls]
address = "${address}"
namespace = "${namespace}"
api_key = "${API_KEY}"
[profile.tls.tls]
server_ca_cert_path = "${join(directory, 'ca.pem')}"
client_cert_path = "${join(directory, 'client.pem')}"
client_key_path = "${join(directory, 'client.key')}"
`);
    expect(await muster(['prepare', '--profile', 'tls'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(namespace),
    });
    const { healthFile, output } = startWorker(['--profile', 'tls']);
    await until(
      'the worker polls',
      () => existsSync(healthFile) && readFileSync(healthFile, 'utf8').includes('"polling"'),
      180_000,
    );
    expect((await muster(['plan', 'add', 'fe-2', '--profile', 'tls'])).exitCode).toBe(3);
    expect(output()).not.toContain(API_KEY);
  });

  test.each([
    ['another authority', { TEMPORAL_TLS: 'true' }, {}, 'TEMPORAL_DOWN', /certificate is not trusted/],
    ['no client certificate', 'ca', { wantsCertificate: true }, 'TEMPORAL_DOWN', /wants a client certificate/],
    ['a wrong API key', 'key', { apiKey: 'another' }, 'TEMPORAL_AUTH', /does not accept who we are/],
    ['no TLS on our side', {}, {}, 'TEMPORAL_DOWN', /TLS/],
  ] as const)(
    'refuses %s, and says so',
    async (_what, given, server, code, text) => {
      writeProfiles(NO_PROFILES);
      const ca = { TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(directory, 'ca.pem') };
      const env = given === 'ca' ? ca : given === 'key' ? { ...ca, TEMPORAL_API_KEY: API_KEY } : given;
      const TEMPORAL_ADDRESS = await startTls(server);
      for (const command of [['ops', 'list'], ['worker']]) {
        const { exitCode, stderr } = await muster(command, { ...env, TEMPORAL_ADDRESS });
        expect(stderr).toContain(code);
        expect(stderr).toMatch(text);
        expect(exitCode).toBe(6);
      }
    },
    180_000,
  );

  test('of ours against a server without says that', async () => {
    writeProfiles(NO_PROFILES);
    const { stderr } = await muster(['prepare'], { TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_TLS: 'true' });
    expect(stderr).toMatch(/does not speak TLS/);
  });
});

describe('a server', () => {
  test('that is too old is refused by worker and prepare', async () => {
    writeProfiles(NO_PROFILES);
    const info = temporal.api.workflowservice.v1.GetSystemInfoResponse;
    const TEMPORAL_ADDRESS = await startTls({
      answers: { GetSystemInfo: info.encode({ serverVersion: '1.20.3', capabilities: {} }).finish() },
    });
    const env = { TEMPORAL_ADDRESS, TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(directory, 'ca.pem') };
    for (const command of [['prepare', '--check'], ['worker']]) {
      const { exitCode, stderr } = await muster(command, env);
      expect(stderr).toMatch(/server is 1\.20\.3; operations need 1\.25\.0 or newer[^]*TEMPORAL_OLD/);
      expect(exitCode).toBe(6);
    }
  });

  test('that does not let us prepare gets the commands for its administrator', async () => {
    writeProfiles(NO_PROFILES);
    const refusal = { status: 7, message: 'Request unauthorized.' };
    const TEMPORAL_ADDRESS = await startTls({ answers: { RegisterNamespace: refusal } });
    const env = {
      TEMPORAL_ADDRESS,
      TEMPORAL_NAMESPACE: nameNamespace(),
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(directory, 'ca.pem'),
    };
    const { exitCode, stderr } = await muster(['prepare'], env);
    const said = stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain(`temporal operator namespace create --namespace ${env.TEMPORAL_NAMESPACE} --retention 30d`);
    expect(said).toContain('--name MusterNodes --type KeywordList');
    expect(exitCode).toBe(6);
  });

  test('with only a search attribute missing is told apart', async () => {
    writeProfiles(NO_PROFILES);
    const namespace = nameNamespace();
    const env = { TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: namespace };
    expect((await muster(['prepare'], env)).exitCode).toBe(0);
    const binary = inject('temporalPath');
    await execa(binary, [
      ...['operator', 'search-attribute', 'remove', '--yes', '--name', SEARCH_ATTRIBUTES.step],
      ...['--namespace', namespace, '--address', inject('temporalAddress')],
    ]);
    const { stderr } = await until('the removal is seen', async () => {
      const looked = await muster(['prepare', '--check'], env);
      return looked.exitCode === 6 && looked;
    });
    expect(stderr).toMatch(/lacks the search attribute MusterStep /);
    expect((await muster(['prepare'], env)).exitCode).toBe(0);
  });
});

test.each([
  ['a profile that is not there', ['--profile', 'nowhere'], {}, /Profile 'nowhere' not found/],
  ['a file that is not there', [], { TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' }, /which does not exist/],
  ['no address', [], {}, /No client profile names the address/],
] as const)('%s is bad input', async (_what, args, env, text) => {
  writeProfiles(NO_PROFILES);
  const { exitCode, stderr } = await muster(['prepare', ...args], env);
  expect(stderr).toMatch(text);
  expect(exitCode).toBe(2);
});
