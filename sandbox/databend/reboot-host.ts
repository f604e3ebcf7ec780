import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { SandboxHost } from '../engine.ts';
import { findSandboxProcesses, kill } from '../daemon/sweep-processes.ts';
import type { ControlledSandbox } from './commands.ts';

/** Everything on the host is killed at once, commands that came by SSH included; then what is enabled starts. */
export async function rebootHost(sandbox: ControlledSandbox, host: SandboxHost): Promise<null> {
  const { dir } = sandbox.options;
  const known = () => [...sandbox.hub.links, ...sandbox.queryHub.links].some((link) => link.host === host);
  await sandbox.unitsOf(host).reboot(async () => {
    // Until the model knows too: whoever asks afterwards hears of what has been started since.
    do {
      for (const pid of findSandboxProcesses(dir)) if (isOf(pid, host)) kill(pid);
      await pause(5);
    } while (known());
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
