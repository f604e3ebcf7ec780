import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Changes when anything that a worker runs has changed; made by the build from contents, not from times. */
export function readBuildId(): string {
  try {
    const { worker } = JSON.parse(readFileSync(join(packageRoot(), 'dist/build-id.json'), 'utf8')) as {
      worker?: string;
    };
    return worker ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
