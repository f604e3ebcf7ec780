import { join } from 'node:path';
import type { SandboxHost } from '../engine.ts';

/** Recorded: what the HTTP status and `--cmd ver` call it. */
export const PRODUCT_VERSION = '1.2.888';

/** Where things of a host are: as the packages for Debian and RPM put them, below its root. */
export function pathsOf({ root, role }: SandboxHost) {
  const name = role === 'query' ? 'databend-query' : 'databend-meta';
  return {
    home: join(root, 'usr'),
    bin: join(root, 'usr/bin'),
    program: join(root, 'usr/bin', name),
    file: join(root, 'etc/databend', `${name}.toml`),
    unit: `${name}.service`,
    unitDir: join(root, 'etc/systemd/system'),
    raftDir: join(root, 'var/lib/databend/raft'),
    exports: join(root, 'var/lib/databend/exports'),
    logDir: join(root, 'var/log/databend'),
  } as const;
}
