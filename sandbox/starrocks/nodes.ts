import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HostRole, SandboxHost, SandboxInfo } from '../engine.ts';
import { sandboxPaths } from '../host/layout.ts';
import { ROLE_NAMES } from '../host/role-names.ts';
import { commandEnvironment } from '../host/run-command.ts';

export function homeOf(host: SandboxHost): string {
  return join(host.root, 'opt', 'starrocks', host.role);
}

/** The last hosts are those of observers. */
export function isObserver({ hosts, hostsList, observers = 0 }: SandboxInfo, host: SandboxHost): boolean {
  return host.role === 'fe' && hostsList.findIndex(({ name }) => name === host.name) >= hosts - observers;
}

/** Runs a script of the product as a person on the host would. Throws with what it said. */
export async function runScript(
  options: SandboxInfo,
  host: SandboxHost,
  home: string,
  script: `${'start' | 'stop'}_${HostRole}.sh`,
  args: readonly string[],
): Promise<void> {
  if (!existsSync(join(home, 'bin', script)))
    throw new Error(`no ${ROLE_NAMES[host.role]} is installed on ${host.name} in ${home}`);
  const env = commandEnvironment(options.dir, sandboxPaths(options.dir).shims, host);
  try {
    await promisify(execFile)('bash', [join(home, 'bin', script), ...args], { env, cwd: host.root });
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${script} on ${host.name}: ${`${stdout}${stderr}`.trim() || message}`, { cause: error });
  }
}
