// Plain JavaScript: it runs when nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdLock } from './hold-lock.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.muster-installed');

/** Runs `npm ci` when node_modules is missing or not what package-lock.json says. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await holdLock(join(root, '.install.lock'), () => {
    if (isInstalled()) return;
    process.stderr.write('Installing what muster needs (npm ci, about a minute, once) …\n');
    const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    });
    if (error !== undefined) throw new Error(`npm cannot be run: ${error.message}`);
    if (status !== 0)
      throw new Error(`npm ci ended with code ${status}: see its lines above, then run the same command again`);
    writeFileSync(stamp, lockDigest());
  });
}

function isInstalled() {
  const digest = lockDigest();
  if (readText(stamp) === digest) return true;
  // Installed by hand with npm: as good when every package has the version of the lock.
  const installed = readText(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined || !holdsAll(JSON.parse(installed).packages)) return false;
  writeFileSync(stamp, digest);
  return true;
}

function holdsAll(installed) {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) => path === '' || optional || peer || installed[path]?.version === version,
  );
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureInstalled();
