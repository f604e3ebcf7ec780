import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../worker/package-root.ts';
import { cachePath } from '../../worker/temporal/find-binary.ts';
import { fetchTestServer } from './fetch-test-server.ts';

export const TEST_SERVER_SOURCE = join(packageRoot(), 'tools/test-server');

export interface FindTestServerOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Puts its jars into a directory that is not there yet. @default Maven on tools/test-server/pom.xml */
  readonly fetch?: (into: string) => Promise<void>;
}

export interface TestServer {
  /** Takes a port and `jars`. */
  readonly path: string;
  readonly jars: string;
}

/** Temporal's Java server that skips time: from the cache, else fetched into it. Throws why not in a line. */
export async function findTestServer({
  env = process.env,
  fetch = (into) => fetchTestServer(into, env),
}: FindTestServerOptions = {}): Promise<TestServer> {
  await promisify(execFile)('java', ['-version'], { env }).catch(() => {
    throw new Error('Java is not installed');
  });
  const jars = join(dirname(cachePath(env)), `temporal-test-server-${readVersion()}`);
  if (!existsSync(jars)) await fetch(jars);
  return { path: join(TEST_SERVER_SOURCE, 'start.sh'), jars };
}

function readVersion(): string {
  const pom = readFileSync(join(TEST_SERVER_SOURCE, 'pom.xml'), 'utf8');
  const version = /<artifactId>temporal-test-server<\/artifactId>\s*<version>([\d.]+)</.exec(pom)?.[1];
  if (version === undefined) throw new Error('tools/test-server/pom.xml names no version of temporal-test-server');
  return version;
}
