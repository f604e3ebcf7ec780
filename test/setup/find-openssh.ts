import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where servers lie is not always in PATH. */
const EXTRA = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** The real programs that the tests of the SSH layer need; nothing is skipped without them. */
export function findOpenssh(program: 'sshd' | 'ssh' | 'ssh-agent' | 'ssh-add' | 'ssh-keygen'): string {
  for (const directory of [...(process.env.PATH ?? '').split(':'), ...EXTRA]) {
    const path = join(directory, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Looked for in the next one.
    }
  }
  const suffix = program === 'sshd' ? 'server' : 'client';
  throw new Error(
    `These tests run a real ${program}, and this machine has none: apt-get install --no-install-recommends openssh-${suffix}`,
  );
}
