import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../worker/local/file-lock.ts';
import { packageRoot } from '../../worker/package-root.ts';

const run = promisify(execFile);
const FETCH_LIMIT_MS = 3 * 60_000;

/** With Maven, at the version that is pinned. Of two test runs at the same time the second one waits. */
export async function fetchTestServer(into: string, env: NodeJS.ProcessEnv): Promise<void> {
  await run('mvn', ['--version'], { env }).catch(() => {
    throw new Error('Maven is not installed');
  });
  await mkdir(dirname(into), { recursive: true });
  await withLock(`${into}.lock`, { limitMs: FETCH_LIMIT_MS }, async () => {
    if (existsSync(into)) return;
    process.stderr.write("Fetching Temporal's test server with Maven (40 MB, once) …\n");
    const directory = await mkdtemp(`${into}.`);
    try {
      const pom = join(packageRoot(), 'tools/test-server/pom.xml');
      const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${directory}`];
      await run('mvn', ['--batch-mode', '--quiet', '-Dstyle.color=never', '--file', pom, ...goal], {
        env,
        timeout: FETCH_LIMIT_MS,
      }).catch((error: Error & { stdout?: string }) => {
        const [line] = (error.stdout ?? '').split('\n').filter((text) => text.startsWith('[ERROR]'));
        throw new Error(`mvn: ${line?.replace('[ERROR] ', '') ?? error.message}`);
      });
      await rename(directory, into);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
}
