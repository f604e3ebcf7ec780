import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { existsSync } from 'node:fs';
import { withLock } from '../local/file-lock.ts';
import { packageRoot } from '../package-root.ts';

const run = promisify(execFile);
const BUILD_LIMIT_MS = 30 * 60_000;

/** With Go from the pinned module. Two builds at the same time would take twice as long: the second one waits. */
export async function buildBinary(into: string, say: (line: string) => void): Promise<void> {
  await run('go', ['version']).catch(() => {
    throw new Error('Go is not installed');
  });
  await mkdir(dirname(into), { recursive: true });
  await withLock(
    `${into}.lock`,
    { limitMs: BUILD_LIMIT_MS, busy: () => say('Another process builds the Temporal server; waiting for it …') },
    async () => {
      if (existsSync(into)) return;
      say('Building the Temporal server with Go (about 3.5 minutes on 2 cores, once) …');
      const directory = await mkdtemp(`${into}.`);
      try {
        // Go wants to write beside go.mod when it checks it; an installed package may be read-only.
        await cp(join(packageRoot(), 'tools/temporal'), directory, { recursive: true });
        const binary = join(directory, 'temporal');
        await run('go', ['build', '-ldflags', '-s -w', '-o', binary, 'github.com/temporalio/cli/cmd/temporal'], {
          cwd: directory,
          // Debian's Go keeps to its own version unless told otherwise.
          env: { GOTOOLCHAIN: 'auto', ...process.env, CGO_ENABLED: '0' },
          timeout: BUILD_LIMIT_MS,
          maxBuffer: 64 << 20,
        }).catch((error: Error & { stderr?: string }) => {
          throw new Error(`go build: ${error.stderr?.trim().split('\n').at(-1) ?? error.message}`);
        });
        await rename(binary, into);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  );
}
