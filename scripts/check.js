// The house rules: arrows between the folders, no forgotten promise, one format, types.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks = [
  ['oxlint', ['--quiet']],
  ['biome', ['ci', '--colors=off', '--diagnostic-level=error']],
  ['tsc', ['--noEmit', '-p', '.', '--pretty', 'false']],
];

/** True when all of them pass; what they find is printed. */
export function checkHouse() {
  return checks.map(([tool, args]) => runTool(tool, args)).every(Boolean);
}

function runTool(tool, args) {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return true;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}\n${tool} found something, see above\n`);
  return false;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureInstalled();
  process.exitCode = checkHouse() ? 0 : 1;
}
