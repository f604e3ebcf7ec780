import { readFile, stat } from 'node:fs/promises';
import type { SecretRef } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { type Redactor, redactor as processRedactor } from './redact.ts';

export interface ResolveSecretOptions {
  /** @default the environment of the process */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told every value. @default the one of the process */
  readonly redactor?: Redactor;
  /** Told when a file can be read by others. @default a warning of the process */
  readonly warn?: (message: string) => void;
}

/** The value behind a reference, found where this runs: in the worker, at the moment of use. Never kept, never returned by an activity. */
export async function resolveSecret(ref: SecretRef, options: ResolveSecretOptions = {}): Promise<string> {
  const { env = process.env, redactor = processRedactor, warn = warnOnce } = options;
  const value = ref.from === 'env' ? env[ref.name] : await readSecretFile(ref.path, warn);
  if (value === undefined || value === '') {
    throw new MusterError(
      'SECRET_MISSING',
      `The secret ${describeRef(ref)} is empty or not set where the worker runs`,
      {
        hint:
          ref.from === 'env'
            ? `export ${ref.name}=…   # in the worker's environment, then start the worker again`
            : `ls -l ${ref.path}`,
      },
    );
  }
  redactor.remember(value);
  return value;
}

function describeRef(ref: SecretRef): string {
  return ref.from === 'env' ? `env:${ref.name}` : `file:${ref.path}`;
}

async function readSecretFile(path: string, warn: (message: string) => void): Promise<string> {
  try {
    const [content, { mode }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    if ((mode & 0o077) !== 0) warn(`${path} can be read by others: chmod 600 ${path}`);
    // Editors and echo end a file with a newline that is not part of the secret.
    return content.replace(/\r?\n$/, '');
  } catch (cause) {
    throw new MusterError('SECRET_MISSING', `The secret file:${path} cannot be read where the worker runs`, {
      hint: `ls -l ${path}   # on the worker's machine`,
      cause,
    });
  }
}

const warned = new Set<string>();

function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  process.emitWarning(message);
}
