import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { MusterError } from '../../model/error.ts';
import { buildBinary } from './build-binary.ts';
import { downloadBinary } from './download-binary.ts';
import { TEMPORAL_CLI_VERSION } from './version.ts';

export interface FindOptions {
  /** What the user named; nothing else is tried then. @default MUSTER_TEMPORAL_PATH */
  readonly path?: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Told once before something that takes long. @default nothing */
  readonly say?: (line: string) => void;
  /** @default temporal.download */
  readonly download?: (into: string) => Promise<void>;
  /** @default Go on tools/temporal/go.mod */
  readonly build?: (into: string) => Promise<void>;
}

export interface TemporalBinary {
  readonly path: string;
  readonly from: 'path given' | 'PATH' | 'cache' | 'download' | 'build';
  /** Of the server inside, e.g. `1.31.2`: a database file belongs to it. */
  readonly serverVersion: string;
}

/** Given path, PATH, cache, download, own build: the first that works. */
export async function findTemporal(options: FindOptions = {}): Promise<TemporalBinary> {
  const { env = process.env, say = () => {} } = options;
  const given = options.path ?? env.MUSTER_TEMPORAL_PATH;
  if (given !== undefined && given !== '') return describeGiven(resolve(given));

  const inPath = (env.PATH ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, 'temporal'))
    .find(isExecutable);
  if (inPath !== undefined) {
    const serverVersion = await readServerVersion(inPath);
    if (serverVersion !== undefined) return { path: inPath, from: 'PATH', serverVersion };
    say(`${inPath} does not say a server version and is passed over`);
  }

  const cached = cachePath(env);
  const known = isExecutable(cached) ? await readServerVersion(cached) : undefined;
  if (known !== undefined) return { path: cached, from: 'cache', serverVersion: known };
  await rm(cached, { force: true });
  return obtain(cached, options, say);
}

async function obtain(cached: string, options: FindOptions, say: (line: string) => void): Promise<TemporalBinary> {
  const ways = [
    ['download', options.download ?? ((into: string) => downloadBinary(into))],
    ['build', options.build ?? ((into: string) => buildBinary(into, say))],
  ] as const;
  const failures: string[] = [];
  for (const [from, way] of ways) {
    try {
      await way(cached);
      const serverVersion = await readServerVersion(cached);
      if (serverVersion !== undefined) return { path: cached, from, serverVersion };
      failures.push(`${from}: what came does not run on this machine`);
    } catch (error) {
      failures.push(`${from}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new MusterError('LOCAL_FAILED', `No Temporal server found (${failures.join('; ')})`, {
    hint: `install Temporal's CLI ${TEMPORAL_CLI_VERSION} or Go, or: muster up --temporal-path <file>`,
  });
}

async function describeGiven(path: string): Promise<TemporalBinary> {
  const hint = "give the file of Temporal's CLI: muster up --temporal-path <file>";
  if (!isExecutable(path)) throw new MusterError('LOCAL_FAILED', `${path} is not an executable file`, { hint });
  const serverVersion = await readServerVersion(path);
  if (serverVersion === undefined)
    throw new MusterError('LOCAL_FAILED', `${path} is not Temporal's CLI with a server inside`, { hint });
  return { path, from: 'path given', serverVersion };
}

export function cachePath(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : join(env.HOME ?? homedir(), '.cache');
  return join(base, 'muster', `temporal-${TEMPORAL_CLI_VERSION}`);
}

/** From `temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)`. */
async function readServerVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
    return /Server ([\w.+-]+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
