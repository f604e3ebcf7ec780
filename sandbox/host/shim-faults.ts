import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxHost } from '../engine.ts';
import type { FaultArgs } from './host-faults.ts';
import { shimStateDir } from './layout.ts';

/** What can be wrong with a host itself, as its commands tell it. The text is what `muster sandbox fault` prints. */
export const SHIM_FAULTS = {
  'clock-skew': 'The host is off by that many seconds: seconds',
  'disk-full': 'df shows no space left',
  'java-version': 'java is of another version: version',
  'second-address': 'The host has one more address: address',
  'sudo-password': 'sudo wants a password',
  'sudo-tty': 'sudo wants a terminal',
  'unknown-user': 'sudo knows no such user: user',
  'shim-answer': 'A command only prints a text (on stderr where the code is not 0) and ends: shim, code, text',
} as const;

export type ShimFaultName = keyof typeof SHIM_FAULTS;

export function isShimFault(name: unknown): name is ShimFaultName {
  return typeof name === 'string' && Object.hasOwn(SHIM_FAULTS, name);
}

/** Makes the directory that the shims read; the host's own address is the first line of `addresses`. */
export async function writeShimState(host: SandboxHost): Promise<void> {
  await mkdir(shimStateDir(host), { recursive: true });
  await writeFile(join(shimStateDir(host), 'addresses'), `${host.address}\n`);
}

export async function setShimFault(host: SandboxHost, name: ShimFaultName, args: FaultArgs): Promise<void> {
  const state = shimStateDir(host);
  switch (name) {
    case 'clock-skew':
      return writeFile(join(state, name), matching(name, 'seconds', args, /^-?\d+$/));
    case 'disk-full':
    case 'sudo-password':
    case 'sudo-tty':
      return writeFile(join(state, name), '');
    case 'java-version':
      return writeFile(join(state, name), matching(name, 'version', args, /^[\w.+-]+$/));
    case 'unknown-user':
      return writeFile(join(state, name), matching(name, 'user', args, /^[\w.-]+$/));
    case 'second-address': {
      const address = matching(name, 'address', args, /^[\d.]+$/);
      return writeFile(join(state, 'addresses'), `${host.address}\n${address}\n`);
    }
    case 'shim-answer': {
      const shim = matching(name, 'shim', args, /^[\w-]+$/);
      const code = matching(name, 'code', { code: 1, ...args }, /^\d{1,3}$/);
      return writeFile(join(state, `answer-${shim}`), `${code}\n${args.text ?? ''}\n`);
    }
  }
}

export async function clearShimFault(host: SandboxHost, name: ShimFaultName): Promise<void> {
  const state = shimStateDir(host);
  if (name === 'second-address') return writeShimState(host);
  if (name !== 'shim-answer') return rm(join(state, name), { force: true });
  for (const shim of await answeringShims(state)) await rm(join(state, `answer-${shim}`), { force: true });
}

/** Each a file of its name, with its argument in it. */
const FILES = [
  ['clock-skew', 'seconds'],
  ['disk-full'],
  ['java-version', 'version'],
  ['sudo-password'],
  ['sudo-tty'],
  ['unknown-user', 'user'],
] as const;

export async function listShimFaults(host: SandboxHost): Promise<Record<string, string>[]> {
  const state = shimStateDir(host);
  const found: Record<string, string>[] = [];
  for (const [name, argument] of FILES) {
    const text = await readFile(join(state, name), 'utf8').catch(() => undefined);
    if (text !== undefined) found.push({ name, node: host.name, ...(argument && { [argument]: text }) });
  }
  const addresses = (await readFile(join(state, 'addresses'), 'utf8')).trim().split('\n');
  for (const address of addresses.slice(1)) found.push({ name: 'second-address', node: host.name, address });
  for (const shim of await answeringShims(state)) found.push({ name: 'shim-answer', node: host.name, shim });
  return found;
}

async function answeringShims(state: string): Promise<string[]> {
  return (await readdir(state))
    .filter((file) => file.startsWith('answer-'))
    .map((file) => file.slice('answer-'.length));
}

function matching(fault: string, key: string, args: FaultArgs, pattern: RegExp): string {
  const value = args[key];
  if (value === undefined || !pattern.test(String(value))) {
    throw new Error(`${fault}: ${key} is ${JSON.stringify(value)}, expected ${pattern.source}`);
  }
  return String(value);
}
