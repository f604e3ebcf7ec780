import { readFileSync } from 'node:fs';
import type { SandboxHost } from '../engine.ts';
import { findSandboxProcesses } from '../daemon/sweep-processes.ts';
import type { ControlledSandbox } from './commands.ts';

/** Everything on the host is killed at once, commands that came by SSH included; then what is enabled starts. */
export async function rebootHost(sandbox: ControlledSandbox, host: SandboxHost): Promise<null> {
  const { dir } = sandbox.options;
  await sandbox.unitsOf(host).reboot(async () => {
    for (const pid of findSandboxProcesses(dir)) if (isOf(pid, host)) kill(pid);
  });
  return null;
}

function isOf(pid: number, { name }: SandboxHost): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`SANDBOX_HOST=${name}`);
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Ended by itself since it was found.
  }
}
