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

/** The only one that runs. */
export async function chooseSandbox(): Promise<SandboxInfo> {
  const { listSandboxes } = await import('../sandbox/control.ts');
  const running = await listSandboxes(sandboxesDirectory());
  const [only, second] = running;
  if (only === undefined) throw new MusterError('NOT_FOUND', 'No sandbox runs', { hint: 'muster sandbox up' });
  if (second !== undefined) {
    throw new MusterError(
      'BAD_INPUT',
      `${running.length} sandboxes run: ${running.map(({ name }) => name).join(', ')}`,
      { hint: 'name one with --name' },
    );
  }
  return only;
}
