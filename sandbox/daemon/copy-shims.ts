import { chmod, copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shimSource } from './locate.ts';

/** A copy per sandbox: executable whatever the package's files are, and a test may change one. */
export async function copyShims(target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of await readdir(shimSource())) {
    await copyFile(join(shimSource(), name), join(target, name));
    await chmod(join(target, name), 0o755);
  }
}
