import { readFile, stat } from 'node:fs/promises';
import type { SecretRef } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { describeSecret, findMissingPermission, readSecretPolicy } from '../../model/secret-policy.ts';
import { type Redactor, redactor as processRedactor } from './redact.ts';
import { SecretCommands } from './secret-commands.ts';

export interface ResolveSecretOptions {
  /** Where variables are looked for, and what the worker allows. @default the environment of the process */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told every value. @default the one of the process */
  readonly redactor?: Redactor;
  /** Told when a file can be read by others. @default a warning of the process */
  readonly warn?: (message: string) => void;
  /** @default those of the process */
  readonly commands?: SecretCommands;
}

const processCommands = new SecretCommands();

/** The value behind a reference, found where this runs: in the worker, at the moment of use. Never returned by an activity. */
export async function resolveSecret(ref: SecretRef, options: ResolveSecretOptions = {}): Promise<string> {
  const { env = process.env, redactor = processRedactor, warn = warnOnce, commands = processCommands } = options;
  const missing = findMissingPermission(ref, readSecretPolicy(env));
  if (missing !== undefined) {
    throw new MusterError('SECRET_MISSING', `The worker may not follow the reference ${describeSecret(ref)}`, {
      hint: `export ${missing}   # in the worker's environment, then start the worker again`,
    });
  }
  const value = await find(ref, env, warn, commands);
  if (value === undefined || value === '') {
    throw new MusterError(
      'SECRET_MISSING',
      `The secret ${describeSecret(ref)} is empty or not set where the worker runs`,
      { hint: hintFor(ref) },
    );
  }
  redactor.remember(value);
  return value;
}

async function find(
  ref: SecretRef,
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
  commands: SecretCommands,
): Promise<string | undefined> {
  switch (ref.from) {
    case 'env':
      return env[ref.name];
    case 'file':
      return readSecretFile(ref.path, warn);
    case 'exec':
      return commands.ask(ref.command);
  }
}

function hintFor(ref: SecretRef): string {
  switch (ref.from) {
    case 'env':
      return `export ${ref.name}=…   # in the worker's environment, then start the worker again`;
    case 'file':
      return `ls -l ${ref.path}`;
    case 'exec':
      return `${ref.command.join(' ')} | wc -c   # on the worker's machine, as the worker's user`;
  }
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
