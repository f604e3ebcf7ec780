import { resolve } from 'node:path';
import { MusterError } from '../model/error.ts';
import type { EngineName, SandboxInfo } from '../sandbox/engine.ts';
import { sandboxDirectory, sandboxesDirectory } from './sandboxes.ts';

export interface SandboxControlOptions {
  readonly name?: string;
  readonly json?: boolean;
}

/** Asks the sandbox of that name, or the only one that runs. */
export async function askSandbox(
  name: string | undefined,
  command: string,
  args: Readonly<Record<string, string | number | boolean>>,
): Promise<unknown> {
  const { controlSandbox } = await import('../sandbox/control.ts');
  const chosen = name ?? (await chooseSandbox()).name;
  return await controlSandbox(sandboxDirectory(chosen), { command, args });
}

/** Whose faults and counts it has. */
export async function findEngine(name: string | undefined): Promise<EngineName> {
  const { readSandbox } = await import('../sandbox/control.ts');
  const info = name === undefined ? await chooseSandbox() : readSandbox(sandboxDirectory(name));
  return info?.engine ?? 'starrocks';
}

/** The only one that runs; of several that whose cluster file the shell works on. */
export async function chooseSandbox(): Promise<SandboxInfo> {
  const { listSandboxes } = await import('../sandbox/control.ts');
  return pickSandbox(await listSandboxes(sandboxesDirectory()), process.env.MUSTER_FILE);
}

export function pickSandbox<Info extends Pick<SandboxInfo, 'name' | 'clusterFile'>>(
  running: readonly Info[],
  file: string | undefined,
): Info {
  const [only, second] = running;
  if (only === undefined) throw new MusterError('NOT_FOUND', 'No sandbox runs', { hint: 'muster sandbox up' });
  if (second === undefined) return only;
  const meant = file === undefined ? undefined : running.find(({ clusterFile }) => clusterFile === resolve(file));
  if (meant !== undefined) return meant;
  throw new MusterError('BAD_INPUT', `${running.length} sandboxes run: ${running.map(({ name }) => name).join(', ')}`, {
    hint: `add ${running.map(({ name }) => `--name ${name}`).join(' or ')} to the command`,
  });
}
