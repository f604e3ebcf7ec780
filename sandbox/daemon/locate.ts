import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of package.json: the same from the source and from `dist/`. */
export function packageRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return dir;
}

/** Always the compiled program: a child process has no vitest that would load TypeScript. */
export function daemonProgram(): string {
  return join(packageRoot(), 'dist', 'sandbox', 'daemon', 'main.js');
}

export function shimSource(): string {
  return join(packageRoot(), 'sandbox', 'shims');
}
