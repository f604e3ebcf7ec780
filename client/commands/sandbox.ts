import type { EngineName, HostRole, SandboxInfo } from '../../sandbox/engine.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { chooseSandbox } from '../control-sandbox.ts';
import { DEFAULT_SANDBOX, sandboxDirectory, sandboxesDirectory } from '../sandboxes.ts';
import { table } from '../screens/layout.ts';
import { fileCommand } from '../screens/view.ts';
import type { Terminal } from '../terminal.ts';

export interface SandboxUpOptions {
  readonly name?: string;
  readonly engine?: EngineName;
  readonly hosts?: number;
  readonly frontends?: number;
  readonly observers?: number;
  readonly backends?: number;
  readonly backendHosts?: number;
  readonly computeNodes?: number;
  readonly computeNodeHosts?: number;
  readonly sharedData?: boolean;
  readonly meta?: number;
  readonly metaHosts?: number;
  readonly queries?: number;
  readonly queryHosts?: number;
  readonly autoSync?: number;
  readonly speed: number;
  readonly network?: string;
  readonly json?: boolean;
}

export async function runSandboxUp(options: SandboxUpOptions, terminal: Terminal): Promise<ExitCode> {
  const { json = false, name = DEFAULT_SANDBOX, ...asked } = options;
  const info = await bringUpSandbox({ ...asked, name });
  const { style } = terminal.view();
  if (json) terminal.json(info);
  else
    terminal.print([
      `${style.green('✓')} sandbox ${style.bold(name)}: ${describeHosts(info)}`,
      `  on ${info.network}.x, ${info.speed === 1 ? '' : `${info.speed} times `}as fast as the product`,
      `  cluster file ${info.clusterFile}`,
      ...suggest(info, await isAlone()).map(
        (command, index) => `${index === 0 ? style.dim('next:') : '     '} ${command}`,
      ),
    ]);
  return EXIT.DONE;
}

function describeHosts({ engine, hosts, frontends, ...others }: SandboxInfo): string {
  const { meta = 0, metaHosts = 0, queries = 0, queryHosts = 0 } = others;
  if (engine === 'databend') {
    return [
      `${meta} of ${metaHosts} hosts run a Meta node`,
      ...(queryHosts > 0 ? [`${queries} of ${queryHosts} a Query node`] : []),
    ].join(', ');
  }
  const { backends = 0, backendHosts = 0, computeNodes = 0, computeNodeHosts = 0 } = others;
  return [
    `${frontends} of ${hosts} hosts run a frontend`,
    ...(backendHosts > 0 ? [`${backends} of ${backendHosts} a backend`] : []),
    ...(computeNodeHosts > 0 ? [`${computeNodes} of ${computeNodeHosts} a compute node`] : []),
  ].join(', ');
}

/** What can be tried on a sandbox that has just come up. */
function suggest(info: SandboxInfo, alone: boolean): readonly string[] {
  const { name, clusterFile, frontends, backends = 0, computeNodes = 0, meta = 0, hostsList } = info;
  const running: Partial<Record<HostRole, number>> = { fe: frontends, be: backends, cn: computeNodes, meta };
  const empty = (['fe', 'be', 'cn', 'meta'] as const)
    .map((role) => hostsList.filter((host) => host.role === role).slice(running[role]))
    .filter((hosts) => hosts.length > 0)
    .map((hosts) => `add ${hosts.map((host) => host.name).join(' ')}`);
  const onCluster = (words: string) => fileCommand(words, alone ? {} : { file: clusterFile });
  const onSandbox = (words: string) => `muster sandbox ${words}${alone ? '' : ` --name ${name}`}`;
  if (frontends + meta === 0) return [onCluster('deploy'), onSandbox('nodes')];
  return [onCluster('status'), ...(empty.length > 0 ? empty.map(onCluster) : [onSandbox('fault')])];
}

/** Then it need not be named. */
async function isAlone(): Promise<boolean> {
  const { listSandboxes } = await import('../../sandbox/control.ts');
  return (await listSandboxes(sandboxesDirectory())).length === 1;
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
        ...running.map(({ name, hostsList, network, speed, pid, clusterFile }) => [
          name,
          String(hostsList.length),
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
