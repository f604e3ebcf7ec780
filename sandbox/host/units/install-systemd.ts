import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxHost } from '../../engine.ts';
import { shimStateDir } from '../layout.ts';

/** Tells the shims of a host how to reach its systemd: the command that they begin with. */
export function installSystemd(host: SandboxHost, socketPath: string): void {
  const program = fileURLToPath(new URL('ask-systemd.js', import.meta.url));
  writeFileSync(join(shimStateDir(host), 'systemd'), `${process.execPath}\n${program}\n${socketPath}\n`);
}
