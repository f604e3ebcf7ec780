import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_NAMESPACE } from '../../model/operation.ts';
import { RETENTION_DAYS } from '../../worker/server/prepare-namespace.ts';
import { PROFILE_SETTINGS, SETTINGS } from '../../worker/settings.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly restart?: string;
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly { readonly path: string; readonly required: boolean }[];
  readonly command?: readonly string[];
  readonly volumes?: readonly (
    | string
    | { readonly type: string; readonly source: string; readonly target: string; readonly read_only?: boolean }
  )[];
  readonly tmpfs?: readonly string[];
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly stop_grace_period?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const ONE_SHOTS = ['temporal-schema', 'muster-prepare'];
const OURS = ['muster-prepare', 'worker'];
const DIRECTORY = /\$\{MUSTER_DIRECTORY:-\/etc\/muster\}/g;

const text = readFileSync('docker-compose.yml', 'utf8');
const dockerfile = readFileSync('Dockerfile', 'utf8');
const pkg = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
};
let compose: Compose;
let services: readonly (readonly [name: string, service: Service])[];
let worker: Service;

beforeAll(() => {
  compose = parse(text, { merge: true }) as Compose;
  services = Object.entries(compose.services);
  worker = compose.services.worker!;
});

describe('docker-compose.yml', () => {
  it('pins every image, ours to the version of the package', () => {
    for (const [name, { image }] of services) {
      if (OURS.includes(name)) expect(image).toBe(`muster-ops:${pkg.version}`);
      else expect(image, name).toMatch(/:\d+\.\d+(\.\d+)?(-[\w.]+)?$/);
    }
  });

  it('runs the server with the tools of its own version, the one that the tests run on', () => {
    const version = (name: string) => compose.services[name]?.image.split(':')[1];
    expect(version('temporal-schema')).toBe(version('temporal'));
    expect(readFileSync('tools/temporal/go.mod', 'utf8')).toContain(`go.temporal.io/server v${version('temporal')}`);
  });

  it('watches and restarts everything that stays, and waits for everything that ends', () => {
    for (const [name, { healthcheck, restart, depends_on: needs = {} }] of services) {
      if (ONE_SHOTS.includes(name)) expect(restart, name).toMatch(/^on-failure:\d+$/);
      else {
        expect(restart, name).toBe('unless-stopped');
        expect(healthcheck?.test?.length, name).toBeGreaterThan(1);
      }
      for (const [needed, { condition }] of Object.entries(needs)) {
        const done = ONE_SHOTS.includes(needed) ? 'service_completed_successfully' : 'service_healthy';
        expect(condition, `${name} needs ${needed}`).toBe(done);
        expect(compose.services).toHaveProperty(needed);
      }
    }
    expect(Object.keys(worker.depends_on ?? {})).toContain('muster-prepare');
  });

  it('holds no secret, and opens nothing to other machines', () => {
    for (const [name, { environment = {}, ports = [] }] of services) {
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
      for (const key of Object.keys(environment)) {
        if (!key.endsWith('_FILE')) expect(key, name).not.toMatch(/PASSWORD|PWD|SECRET$|TOKEN|API_KEY/);
      }
    }
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(DIRECTORY);
    for (const [, { secrets = [] }] of services)
      for (const secret of secrets) {
        expect(compose.secrets).toHaveProperty(secret);
        expect(text).toContain(`/run/secrets/${secret}`);
      }
  });

  it('gives our programs no variable that they do not read', () => {
    const known = [...SETTINGS, ...PROFILE_SETTINGS]
      .filter(({ readBy }) => readBy !== 'client')
      .map(({ name }) => name);
    for (const name of OURS)
      for (const key of Object.keys(compose.services[name]?.environment ?? {})) expect(known, name).toContain(key);
  });

  it('sets or leaves to the docs every variable that the worker reads', () => {
    const docs = readFileSync('docs/temporal.md', 'utf8');
    const read = [...SETTINGS, ...PROFILE_SETTINGS].filter(({ readBy }) => readBy !== 'client').map(({ name }) => name);
    const set = Object.keys(worker.environment ?? {});
    expect(read.filter((name) => !set.includes(name) && !docs.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('agrees with itself and with us on address, namespace, retention and where the worker says that it lives', () => {
    const address = worker.environment?.TEMPORAL_ADDRESS;
    for (const name of [...OURS, 'temporal-ui'])
      expect(compose.services[name]?.environment?.TEMPORAL_ADDRESS, name).toBe(address);
    const [host = '', port = ''] = address?.split(':') ?? [];
    expect(compose.services).toHaveProperty(host);
    expect(compose.services[host]?.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(compose.services[host]?.healthcheck?.test).toContain(port);
    for (const name of OURS) expect(compose.services[name]?.environment?.TEMPORAL_NAMESPACE).toBe(DEFAULT_NAMESPACE);
    expect(compose.services['temporal-ui']?.environment?.TEMPORAL_DEFAULT_NAMESPACE).toBe(DEFAULT_NAMESPACE);
    const { command = [] } = compose.services['muster-prepare']!;
    expect(command[command.indexOf('--retention-days') + 1]).toBe(String(RETENTION_DAYS));
    const health = worker.environment?.MUSTER_HEALTH_FILE;
    expect(worker.tmpfs?.map((mount) => mount.split(':')[0])).toContain(health?.replace(/\/[^/]+$/, ''));
    expect(dockerfile).toContain(`MUSTER_HEALTH_FILE=${health}`);
    const metrics = worker.environment?.MUSTER_METRICS?.split(':')[1];
    expect(worker.ports).toEqual([`127.0.0.1:${metrics}:${metrics}`]);
  });

  it('shows the worker the files at the paths that they have on the host, and lets it write records alone', () => {
    const mounted = (worker.volumes ?? []).map((volume) => {
      if (typeof volume === 'string') throw new Error(`${volume} is not written out`);
      expect(volume).toMatchObject({ type: 'bind', bind: { create_host_path: false } });
      expect(volume.read_only ?? false).toBe(volume.target !== worker.environment?.MUSTER_RECORDS);
      expect(volume.target).toBe(volume.source);
      return volume.target.replace(DIRECTORY, '/etc/muster');
    });
    const docs = readFileSync('docs/temporal.md', 'utf8');
    const paths = [...docs.matchAll(/(?:file:|key: |knownHosts: |package: )(\/etc\/muster\/[\w./-]+)/g)];
    expect(paths.length).toBeGreaterThan(3);
    for (const [, path = ''] of paths)
      expect(
        mounted.some((target) => path.startsWith(`${target}/`)),
        path,
      ).toBe(true);
    for (const target of mounted) expect(docs).toContain(target);
    expect(mounted).toContain(worker.environment?.MUSTER_RECORDS?.replace(DIRECTORY, '/etc/muster'));
  });

  it('gives the worker longer to end than it takes', () => {
    const source = readFileSync('worker/create-worker.ts', 'utf8');
    const limit = Number(/shutdownForceTime: '(\d+)s'/.exec(source)?.[1]);
    expect(Number(worker.stop_grace_period?.replace('s', ''))).toBeGreaterThan(limit);
  });
});

describe('the commands of docker-compose.yml and Dockerfile', () => {
  const main = readFileSync('client/program/elsewhere.ts', 'utf8');

  function expectCommand(words: readonly string[]): void {
    const [command = '', ...rest] = words;
    const begin = main.indexOf(`.command('${command}')`);
    expect(begin, command).toBeGreaterThan(0);
    const options = main.slice(begin, main.indexOf('.action(', begin));
    for (const flag of rest.filter((word) => word.startsWith('--'))) expect(options, flag).toContain(`'${flag}`);
  }

  it('exist', () => {
    for (const name of OURS) expectCommand(compose.services[name]?.command ?? []);
    const check = worker.healthcheck?.test ?? [];
    expect(check.slice(0, 2)).toEqual(['CMD', 'muster']);
    expectCommand(check.slice(2));
    const inImage = JSON.parse(/^HEALTHCHECK .*CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
    expect(inImage).toEqual(check.slice(1));
    expectCommand(JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]);
  });
});

describe('Dockerfile', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' '),
  );

  it('copies what exists and what .dockerignore lets through', () => {
    const letThrough = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(copied.length).toBeGreaterThan(8);
    for (const path of copied) {
      expect(existsSync(path), path).toBe(true);
      expect(letThrough, path).toContain(`!${path.split('/')[0]}`);
    }
  });

  it('copies every folder that the build reads', () => {
    const shipped = /const shipped = \[(.*)\]/.exec(readFileSync('scripts/build.js', 'utf8'))?.[1] ?? '';
    for (const [, folder = ''] of shipped.matchAll(/'(\w+)'/g)) expect(copied).toContain(folder);
  });

  it('takes from the build nothing that makes the image look like a clone', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).not.toMatch(/^COPY .*tsconfig\.json/m);
    expect(readFileSync('bin/muster.js', 'utf8')).toContain("'../tsconfig.json'");
  });

  it('runs, as somebody else than root, on one pinned Node that the package allows', () => {
    const images = [...dockerfile.matchAll(/^FROM node:(\d+)\.(\d+)\.(\d+)-[\w-]+( AS \w+)?$/gm)];
    expect(images).toHaveLength(dockerfile.match(/^FROM /gm)?.length ?? 0);
    expect(new Set(images.map((image) => image.slice(1, 4).join('.'))).size).toBe(1);
    const [major = 0, minor = 0] = pkg.engines.node.replace('>=', '').split('.').map(Number);
    const [, isMajor, isMinor] = images[0]?.map(Number) ?? [];
    expect(isMajor! > major || (isMajor === major && isMinor! >= minor)).toBe(true);
    expect(dockerfile).toMatch(/^USER (?!root)\w+$/m);
  });
});

describe('the table of variables', () => {
  test('of muster has all that the programs read, and no others', () => {
    const read = new Map<string, string>();
    for (const path of listSources())
      for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/\b(?:env|process\.env)\.(MUSTER_\w+)/g))
        read.set(name, path);
    expect([...read.keys()].sort()).toEqual(SETTINGS.map(({ name }) => name).sort());
  });

  test('of the client profile has all that its library reads, but codecs and what it ignores', () => {
    const source = readFileSync('node_modules/@temporalio/envconfig/lib/envconfig-toml.js', 'utf8');
    const read = new Set(source.match(/TEMPORAL_[A-Z_]+/g)?.map((name) => (name.endsWith('_') ? `${name}*` : name)));
    for (const ignored of ['TEMPORAL_CODEC_ENDPOINT', 'TEMPORAL_CODEC_AUTH', 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'])
      expect(read.delete(ignored)).toBe(true);
    expect([...read].sort()).toEqual(PROFILE_SETTINGS.map(({ name }) => name).sort());
  });

  test('is the one of the docs', () => {
    const docs = readFileSync('docs/temporal.md', 'utf8');
    for (const { name, meaning, default: byDefault } of [...SETTINGS, ...PROFILE_SETTINGS])
      expect(docs).toContain(`| \`${name}\` | ${meaning} | ${byDefault} |`);
  });
});

function listSources(): readonly string[] {
  return ['activities', 'client', 'worker', 'workflows', 'model', 'sandbox'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `${folder}/${path}`),
  );
}
