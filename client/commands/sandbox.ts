import { MusterError } from '../../model/error.ts';
import type { SandboxInfo } from '../../sandbox/engine.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { DEFAULT_SANDBOX, sandboxDirectory, sandboxesDirectory } from '../sandboxes.ts';
import { table } from '../screens/layout.ts';
import type { Terminal } from '../terminal.ts';

export interface SandboxUpOptions {
  readonly name?: string;
  readonly hosts: number;
  readonly frontends: number;
  readonly speed: number;
  readonly network?: string;
  readonly json?: boolean;
}

export async function runSandboxUp(options: SandboxUpOptions, terminal: Terminal): Promise<ExitCode> {
  const { name = DEFAULT_SANDBOX, hosts, frontends, speed, network, json = false } = options;
  const info = await bringUpSandbox({ name, hosts, frontends, speed, ...(network !== undefined && { network }) });
  const { style } = terminal.view();
  if (json) terminal.json(info);
  else
    terminal.print([
      `${style.green('✓')} sandbox ${style.bold(name)}: ${info.frontends} of ${info.hosts} hosts run a frontend, on ${info.network}.x, ${info.speed} times as fast as the product`,
      `  cluster file ${info.clusterFile}`,
      `${style.dim('next:')} muster status`,
      `      muster add ${
        info.hostsList
          .slice(info.frontends)
          .map((host) => host.name)
          .join(' ') || '<node>'
      }`,
    ]);
  return EXIT.DONE;
}

/** What `sandbox up` and the demo have in common. A sandbox that runs already is left as it is. */
export async function bringUpSandbox(
  options: Omit<SandboxUpOptions, 'json'> & { readonly name: string },
): Promise<SandboxInfo> {
  const { startSandbox } = await import('../../sandbox/control.ts');
  return await startSandbox({ dir: sandboxDirectory(options.name), ...options });
}

export async function runSandboxDown(
  { name, json = false }: { readonly name?: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { stopSandbox } = await import('../../sandbox/control.ts');
  const chosen = name ?? (await chooseSandbox()).name;
  const stopped = await stopSandbox(sandboxDirectory(chosen));
  if (json) terminal.json({ name: chosen, stopped });
  else
    terminal.print(stopped ? `${terminal.view().style.green('✓')} sandbox ${chosen} is gone` : `No sandbox ${chosen}`);
  return EXIT.DONE;
}

export async function runSandboxList(
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { listSandboxes } = await import('../../sandbox/control.ts');
  const running = await listSandboxes(sandboxesDirectory());
  const { style } = terminal.view();
  if (json) {
    terminal.json(running);
  } else if (running.length === 0) {
    terminal.print(['No sandbox runs.', `${style.dim('next:')} muster sandbox up`]);
  } else {
    const head = ['NAME', 'HOSTS', 'NETWORK', 'SPEED', 'PID', 'CLUSTER FILE'].map((title) => style.dim(title));
    terminal.print(
      table([
        head,
        ...running.map(({ name, hosts, network, speed, pid, clusterFile }) => [
          name,
          String(hosts),
          network,
          `${speed}x`,
          String(pid),
          clusterFile,
        ]),
      ]),
    );
  }
  return EXIT.DONE;
}

export interface SandboxControlOptions {
  readonly name?: string;
  readonly node?: string;
  readonly cure?: boolean;
  readonly json?: boolean;
}

export async function runSandboxKill(
  node: string,
  options: SandboxControlOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  await control(options.name, 'kill', { node });
  if (options.json === true) terminal.json({ killed: node });
  else terminal.print(`${terminal.view().style.green('✓')} the frontend on ${node} was killed with -9`);
  return EXIT.DONE;
}

/** With no name: which faults are active. With `--cure`: ends one, or all of them. */
export async function runSandboxFault(
  fault: string | undefined,
  words: readonly string[],
  options: SandboxControlOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const args = {
    ...readWords(words),
    ...(fault !== undefined && { name: fault }),
    ...(options.node !== undefined && { node: options.node }),
  };
  if (fault === undefined && options.cure !== true) {
    const active = (await control(options.name, 'faults', {})) as readonly unknown[];
    if (options.json === true) terminal.json(active);
    else terminal.print(await describeFaults(active, terminal));
    return EXIT.DONE;
  }
  const answer = await control(options.name, options.cure === true ? 'cure' : 'fault', args);
  if (options.json === true) terminal.json(answer);
  else
    terminal.print(
      `${terminal.view().style.green('✓')} ${options.cure === true ? `${fault ?? 'every fault'} is cured` : `${fault} is active; muster sandbox fault ${fault} --cure ends it`}`,
    );
  return EXIT.DONE;
}

async function describeFaults(active: readonly unknown[], terminal: Terminal): Promise<readonly string[]> {
  const [{ FRONTEND_FAULTS }, { HOST_FAULTS }, { SHIM_FAULTS }] = await Promise.all([
    import('../../sandbox/starrocks/faults.ts'),
    import('../../sandbox/host/host-faults.ts'),
    import('../../sandbox/host/shim-faults.ts'),
  ]);
  const { style } = terminal.view();
  const known = Object.entries({ ...FRONTEND_FAULTS, ...HOST_FAULTS, ...SHIM_FAULTS });
  const now = active.map((entry) => `${style.red('!')} ${JSON.stringify(entry)}`);
  return [
    ...(now.length === 0 ? ['No fault is active.'] : now),
    '',
    ...table(known.map(([name, meaning]) => [name, style.dim(meaning)])),
    `${style.dim('next:')} muster sandbox fault <fault> [key=value…] [--node fe-2]   ${style.dim('--cure ends it')}`,
  ];
}

async function control(
  name: string | undefined,
  command: string,
  args: Readonly<Record<string, string | number | boolean>>,
): Promise<unknown> {
  const { controlSandbox } = await import('../../sandbox/control.ts');
  const chosen = name ?? (await chooseSandbox()).name;
  return await controlSandbox(sandboxDirectory(chosen), { command, args });
}

async function chooseSandbox(): Promise<SandboxInfo> {
  const { listSandboxes } = await import('../../sandbox/control.ts');
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

function readWords(words: readonly string[]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    words.map((word) => {
      const [key, ...rest] = word.split('=');
      const value = rest.join('=');
      if (key === undefined || key === '' || rest.length === 0) {
        throw new MusterError('BAD_INPUT', `${JSON.stringify(word)} is not key=value`, {
          hint: 'muster sandbox fault --help',
        });
      }
      if (value === 'true' || value === 'false') return [key, value === 'true'];
      return [key, value !== '' && Number.isFinite(Number(value)) ? Number(value) : value];
    }),
  );
}
