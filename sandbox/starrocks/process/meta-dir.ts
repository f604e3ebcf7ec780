import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FoundMeta {
  readonly meta: 'none' | 'one' | 'both';
  readonly environment?: string;
}

/** What a meta directory is known by. The journal itself is the model's; its file only says which one it is. */
export function readMeta(metaDir: string): FoundMeta {
  const { role, version, journal } = metaFiles(metaDir);
  const there = [role, version].filter((path) => existsSync(path)).length;
  const meta = there === 0 ? 'none' : there === 1 ? 'one' : 'both';
  if (!existsSync(journal)) return { meta };
  const environment = /^environment=(.*)$/m.exec(readFileSync(journal, 'utf8'))?.[1];
  return environment === undefined ? { meta } : { meta, environment };
}

export interface MetaContent {
  readonly role: string;
  readonly version: string;
  readonly environment: string;
}

export function writeMeta(metaDir: string, { role, version, environment }: MetaContent): void {
  mkdirSync(join(metaDir, 'image'), { recursive: true });
  mkdirSync(join(metaDir, 'bdb'), { recursive: true });
  const files = metaFiles(metaDir);
  writeFileSync(files.journal, `environment=${environment}\n`);
  writeFileSync(files.lock, '');
  writeFileSync(files.role, role);
  writeFileSync(files.version, version);
}

function metaFiles(metaDir: string) {
  return {
    role: join(metaDir, 'image', 'ROLE'),
    version: join(metaDir, 'image', 'VERSION'),
    journal: join(metaDir, 'bdb', '00000000.jdb'),
    lock: join(metaDir, 'bdb', 'je.lck'),
  };
}
