import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import { MusterError } from '../../model/error.ts';
import { resolveSecret } from '../secrets/resolve-secret.ts';
import type { KeyFile } from './endpoint.ts';

/** What one file of a key gave. */
export interface ReadKey {
  readonly path: string;
  /** Can sign. */
  readonly own?: ssh2.ParsedKey;
  /** Names a key of an agent. */
  readonly named?: ssh2.ParsedKey;
  /** Of a file that the cluster file names itself. */
  readonly required?: boolean;
}

/** The keys of the files, those left out that may be. */
export async function readKeys(files: readonly KeyFile[], withAgent: boolean): Promise<readonly ReadKey[]> {
  const read = await Promise.all(files.map((file) => readOne(file, withAgent)));
  return read.filter((key) => key !== undefined);
}

async function readOne(file: KeyFile, withAgent: boolean): Promise<ReadKey | undefined> {
  const { path, passphrase, optional } = file;
  const content = await readFile(path).catch((cause: unknown) => {
    if (optional) return undefined;
    throw new MusterError('SSH_AUTH', `The key ${path} cannot be read on the worker's machine`, {
      hint: `ls -l ${path}`,
      cause,
    });
  });
  if (content === undefined) return withAgent ? readPublicHalf(file) : undefined;
  const key = parseKey(content, passphrase === undefined ? undefined : await resolveSecret(passphrase));
  if (!(key instanceof Error)) {
    if (key.isPrivateKey()) return { path, own: key };
    if (withAgent || optional) return { path, named: key, required: !optional };
    throw new MusterError('SSH_AUTH', `${path} is a public key, which opens nothing without an agent`, {
      hint: 'ssh: { key: …the private one } or ssh: { agent: true } beside it in the cluster file',
    });
  }
  // The agent may hold what is encrypted here.
  const named = withAgent ? await readPublicHalf(file) : undefined;
  if (named !== undefined || optional) return named;
  throw refuseKey(file, key);
}

async function readPublicHalf({ path, optional }: KeyFile): Promise<ReadKey | undefined> {
  const content = await readFile(`${path}.pub`).catch(() => undefined);
  const named = content && parseKey(content);
  return named && !(named instanceof Error) ? { path: `${path}.pub`, named, required: !optional } : undefined;
}

function parseKey(content: Buffer, passphrase?: string): ssh2.ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(content, passphrase);
  return Array.isArray(parsed) ? (parsed[0] ?? new Error('no key in it')) : parsed;
}

function refuseKey({ path, passphrase }: KeyFile, fault: Error): MusterError {
  if (passphrase !== undefined) {
    return new MusterError('SSH_AUTH', `The key ${path} cannot be used with its passphrase: ${fault.message}`, {
      hint: `ssh-keygen -y -f ${path}   # asks for the passphrase`,
    });
  }
  const locked = /encrypted/i.test(fault.message);
  return new MusterError(
    'SSH_AUTH',
    locked ? `The key ${path} has a passphrase, and none is given` : `The key ${path} cannot be used: ${fault.message}`,
    {
      hint: locked
        ? 'ssh: { passphrase: env:NAME } or ssh: { agent: true } in the cluster file'
        : `ssh-keygen -y -P '' -f ${path}`,
    },
  );
}
