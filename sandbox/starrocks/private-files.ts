import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface Secrets {
  /** Of the database's root user. */
  readonly sql: string;
  /** What the cluster file refers to for fe.conf. */
  readonly keystore: string;
  /** What the shipped fe.conf holds. */
  readonly shipped: string;
}

export function makeSecrets(): Secrets {
  return { sql: makeSecret('root'), keystore: makeSecret('keystore'), shipped: makeSecret('shipped') };
}

/** Beside the cluster file, which names the first two; the third is there so that a search for secrets can look for it too. */
export async function writeSecrets({ sql, keystore, shipped }: Secrets, clusterFile: string): Promise<void> {
  const dir = join(dirname(clusterFile), 'secrets');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const files = { 'sql-password': sql, 'keystore-password': keystore, 'shipped-keystore-password': shipped };
  for (const [name, value] of Object.entries(files)) await writeFile(join(dir, name), `${value}\n`, { mode: 0o600 });
}

function makeSecret(kind: string): string {
  return `sr-${kind}-${randomBytes(9).toString('hex')}`;
}
