import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { TEMPORAL_CLI_VERSION } from './version.ts';

const ASK_LIMIT_MS = 5_000;
const FETCH_LIMIT_MS = 300_000;

/** From Temporal's own site, as its SDKs do. Fails at once where there is no network. */
export async function downloadBinary(into: string, site = 'https://temporal.download'): Promise<void> {
  const query = new URLSearchParams({
    arch: arch() === 'x64' ? 'amd64' : arch(),
    platform: platform(),
    format: 'tar.gz',
    'sdk-name': 'muster',
    'sdk-version': '0',
  });
  const about = await fetch(`${site}/cli/v${TEMPORAL_CLI_VERSION}?${query}`, {
    signal: AbortSignal.timeout(ASK_LIMIT_MS),
  });
  if (!about.ok) throw new Error(`${new URL(site).host} answered ${about.status}`);
  const { archiveUrl, fileToExtract } = (await about.json()) as { archiveUrl: string; fileToExtract: string };
  const archive = await fetch(archiveUrl, { signal: AbortSignal.timeout(FETCH_LIMIT_MS) });
  if (!archive.ok || archive.body === null) throw new Error(`${new URL(archiveUrl).host} answered ${archive.status}`);

  await mkdir(dirname(into), { recursive: true });
  const directory = await mkdtemp(`${into}.`);
  try {
    const file = join(directory, 'archive.tar.gz');
    await pipeline(Readable.fromWeb(archive.body), createWriteStream(file));
    await promisify(execFile)('tar', ['-xzf', file, '-C', directory, fileToExtract]);
    await chmod(join(directory, fileToExtract), 0o755);
    await rename(join(directory, fileToExtract), into);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
