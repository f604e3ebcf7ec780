import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecordName } from '../../model/record/record-name.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Left behind by a worker that was killed while it wrote. */
const TORN = /\.\d+\.[0-9a-f]+\.new$/;

/** Removes what nobody has written to for so many days; an operation that runs is written to each day. */
export async function pruneRecords(directory: string, days: number, now: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const base = name.replace(TORN, '').replace(/\.(json|txt)$/, '');
    if (parseRecordName(`${base}.json`) === undefined) continue;
    const path = join(directory, name);
    const { mtimeMs } = await stat(path);
    if (now - mtimeMs > days * DAY_MS) await rm(path, { force: true });
  }
}

/** At once and each day; what cannot be removed today can be tomorrow. */
export function keepPruning(directory: string, days: number): void {
  const prune = () => void pruneRecords(directory, days, Date.now()).catch(() => {});
  prune();
  setInterval(prune, DAY_MS).unref();
}
