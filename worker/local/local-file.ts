import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ProcessIdentity } from './process-identity.ts';
import { stateFiles } from './state-directory.ts';

/** What `muster up` remembers in `<state>/local.json`. */
export interface LocalFile {
  readonly ports: { readonly grpc: number; readonly ui: number };
  readonly server?: ProcessIdentity;
  readonly worker?: ProcessIdentity & { readonly buildId: string };
}

/** Undefined when there is none, or it was torn by a power cut: then everything is found or chosen anew. */
export function readLocalFile(stateDir: string): LocalFile | undefined {
  try {
    const file = JSON.parse(readFileSync(stateFiles(stateDir).local, 'utf8')) as LocalFile;
    return Number.isInteger(file.ports.grpc) && Number.isInteger(file.ports.ui) ? file : undefined;
  } catch {
    return undefined;
  }
}

export function writeLocalFile(stateDir: string, file: LocalFile): void {
  const { local } = stateFiles(stateDir);
  writeFileSync(`${local}.new`, `${JSON.stringify(file, undefined, 2)}\n`);
  renameSync(`${local}.new`, local);
}
