import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxHost } from '../../engine.ts';
import { parseUnit, type UnitFile } from './parse-unit.ts';

/** Where a host's unit files lie, those of an administrator before those of packages. */
const FOLDERS = ['etc/systemd/system', 'usr/lib/systemd/system', 'lib/systemd/system'];

export interface FoundUnit {
  readonly path: string;
  readonly file: UnitFile;
}

export function findUnitFile(host: SandboxHost, name: string): FoundUnit | undefined {
  const path = FOLDERS.map((folder) => join(host.root, folder, name)).find((at) => existsSync(at));
  return path === undefined ? undefined : { path, file: parseUnit(readFileSync(path, 'utf8')) };
}

export function listUnitFiles(host: SandboxHost): string[] {
  const names = FOLDERS.flatMap((folder) => {
    const dir = join(host.root, folder);
    return existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.service')) : [];
  });
  return [...new Set(names)].sort();
}

function linksOf(host: SandboxHost, name: string, wantedBy: readonly string[]): string[] {
  return wantedBy.map((target) => join(host.root, 'etc/systemd/system', `${target}.wants`, name));
}

export function isEnabled(host: SandboxHost, name: string): boolean {
  const dir = join(host.root, 'etc/systemd/system');
  if (!existsSync(dir)) return false;
  return readdirSync(dir).some((entry) => entry.endsWith('.wants') && readdirSync(join(dir, entry)).includes(name));
}

/** The links that were made: none where it was enabled before. */
export function enableUnit(host: SandboxHost, name: string, { path, file }: FoundUnit): string[] {
  const missing = linksOf(host, name, file.wantedBy).filter((link) => !existsSync(link));
  for (const link of missing) {
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(path, link);
  }
  return missing.map((link) => `Created symlink ${link} → ${path}.`);
}

/** By the links that are there, whatever the file says now. */
export function disableUnit(host: SandboxHost, name: string): string[] {
  const dir = join(host.root, 'etc/systemd/system');
  if (!existsSync(dir)) return [];
  const links = readdirSync(dir)
    .filter((entry) => entry.endsWith('.wants') && readdirSync(join(dir, entry)).includes(name))
    .map((entry) => join(dir, entry, name));
  for (const link of links) rmSync(link, { force: true });
  return links.map((link) => `Removed ${link}.`);
}

export function fileStateOf(
  host: SandboxHost,
  { name, loaded }: { readonly name: string; readonly loaded: FoundUnit },
): 'enabled' | 'disabled' | 'static' {
  if (isEnabled(host, name)) return 'enabled';
  return loaded.file.wantedBy.length === 0 ? 'static' : 'disabled';
}
