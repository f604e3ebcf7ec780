import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../worker/package-root.ts';

export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
}
