import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { SandboxHost } from '../../engine.ts';
import { isRunning } from '../../host/units/host-units.ts';
import type { ControlledSandbox } from '../commands.ts';
import { pathsOf } from '../paths.ts';

const LINE = /^admin_api_address\s*=.*$/m;

export function listensLocally(host: SandboxHost): boolean {
  const { file } = pathsOf(host);
  return existsSync(file) && /^admin_api_address\s*=\s*"(127\.0\.0\.1|localhost):/m.test(readFileSync(file, 'utf8'));
}

/** As the product has it when the file says nothing. */
export async function listenLocally(sandbox: ControlledSandbox, host: SandboxHost): Promise<void> {
  await writeLine(sandbox, host, 'admin_api_address       = "127.0.0.1:28002"');
}

export async function listenOpenly(sandbox: ControlledSandbox, host: SandboxHost): Promise<void> {
  await writeLine(sandbox, host, `admin_api_address       = "${host.address}:28002"`);
}

async function writeLine(sandbox: ControlledSandbox, host: SandboxHost, line: string): Promise<void> {
  const { file, unit: name } = pathsOf(host);
  if (!existsSync(file)) throw new Error(`admin-local: ${host.name} has no ${file}`);
  writeFileSync(file, readFileSync(file, 'utf8').replace(LINE, line));
  const units = sandbox.unitsOf(host);
  const unit = units.find(name);
  if (unit === undefined || !isRunning(unit)) return;
  await units.stop(unit);
  units.start(unit);
}
