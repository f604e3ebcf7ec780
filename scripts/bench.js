// `npm run bench -- admission`: compiles what is measured with, and runs it; without a name it runs all.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.js';
import { ensureInstalled } from './install.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const [asked, ...rest] = process.argv.slice(2);

await ensureInstalled();
await ensureBuilt();
run(join(root, 'node_modules/.bin/tsc'), ['-p', '.', '--pretty', 'false']);
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
for (const name of names.filter((one) => asked === undefined || one === asked))
  run(process.execPath, [join(root, `dist/bench/${name}.js`), ...rest]);

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
