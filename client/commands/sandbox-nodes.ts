import { askSandbox, type SandboxControlOptions } from '../control-sandbox.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeSandboxNodes, type SandboxNode } from '../screens/sandbox-nodes.ts';
import type { Terminal } from '../terminal.ts';

export async function runSandboxNodes(
  { name, json = false }: SandboxControlOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const nodes = (await askSandbox(name, 'nodes', {})) as readonly SandboxNode[];
  if (json) terminal.json(nodes);
  else terminal.print(describeSandboxNodes(nodes, terminal.view()));
  return EXIT.DONE;
}

export async function runSandboxKill(
  node: string,
  options: SandboxControlOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  await askSandbox(options.name, 'kill', { node });
  return say(terminal, options, { killed: node }, `the process on ${node} was killed with -9`);
}

export async function runSandboxReboot(
  node: string,
  options: SandboxControlOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  await askSandbox(options.name, 'reboot', { node });
  return say(terminal, options, { rebooted: node }, `${node} was switched off and on; what is enabled starts there`);
}

export async function runSandboxStart(
  node: string,
  { helper, ...options }: SandboxControlOptions & { readonly helper?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  await askSandbox(options.name, 'start', { node, ...(helper !== undefined && { helper }) });
  // The product's script says no more, nor does systemd: what becomes of the process is in its log.
  return say(
    terminal,
    options,
    { started: node },
    `the process on ${node} is being started; muster sandbox nodes shows how far it is`,
  );
}

export async function runSandboxStop(
  node: string,
  { graceful = false, ...options }: SandboxControlOptions & { readonly graceful?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  await askSandbox(options.name, 'stop', { node, graceful });
  return say(terminal, options, { stopped: node, graceful }, `the process on ${node} has ended`);
}

export async function runSandboxBackends(
  count: number,
  { alive, ...options }: SandboxControlOptions & { readonly alive?: number },
  terminal: Terminal,
): Promise<ExitCode> {
  await askSandbox(options.name, 'backends', { count, ...(alive !== undefined && { alive }) });
  return say(
    terminal,
    options,
    { backends: count, alive: alive ?? count },
    `${count} backends are registered, ${alive ?? count} answer`,
  );
}

function say(terminal: Terminal, { json = false }: SandboxControlOptions, value: object, text: string): ExitCode {
  if (json) terminal.json(value);
  else terminal.print(`${terminal.view().style.green('✓')} ${text}`);
  return EXIT.DONE;
}
