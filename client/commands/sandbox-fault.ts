import { MusterError } from '../../model/error.ts';
import { askSandbox, findEngine, type SandboxControlOptions } from '../control-sandbox.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { padEnd, wrap } from '../screens/layout.ts';
import type { Terminal } from '../terminal.ts';

export interface SandboxFaultOptions extends SandboxControlOptions {
  readonly node?: string;
  readonly cure?: boolean;
}

/** With no name: which faults are active. With `--cure`: ends one, or all of them. */
export async function runSandboxFault(
  fault: string | undefined,
  words: readonly string[],
  options: SandboxFaultOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const args = {
    ...readWords(words),
    ...(fault !== undefined && { name: fault }),
    ...(options.node !== undefined && { node: options.node }),
  };
  if (fault === undefined && options.cure !== true) {
    const active = (await askSandbox(options.name, 'faults', {})) as readonly unknown[];
    if (options.json === true) terminal.json(active);
    else terminal.print(await describeFaults(active, await listFaultTexts(options.name), terminal));
    return EXIT.DONE;
  }
  const answer = await askSandbox(options.name, options.cure === true ? 'cure' : 'fault', args);
  if (options.json === true) terminal.json(answer);
  else
    terminal.print(
      `${terminal.view().style.green('✓')} ${options.cure === true ? `${fault ?? 'every fault'} is cured` : `${fault} is active; muster sandbox fault ${fault} --cure${nameFlag(options)} ends it`}`,
    );
  return EXIT.DONE;
}

/** What was named once is named in what is suggested. */
function nameFlag({ name }: { readonly name?: string | undefined }): string {
  return name === undefined ? '' : ` --name ${name}`;
}

async function listFaultTexts(name: string | undefined): Promise<Readonly<Record<string, string>>> {
  const [ofEngine, { HOST_FAULTS }, { SHIM_FAULTS }] = await Promise.all([
    (await findEngine(name)) === 'databend' ? listDatabendTexts() : listStarRocksTexts(),
    import('../../sandbox/host/host-faults.ts'),
    import('../../sandbox/host/shim-faults.ts'),
  ]);
  return { ...ofEngine, ...HOST_FAULTS, ...SHIM_FAULTS };
}

async function listStarRocksTexts(): Promise<Readonly<Record<string, string>>> {
  const [{ FRONTEND_FAULTS }, { DATA_FAULTS }] = await Promise.all([
    import('../../sandbox/starrocks/faults.ts'),
    import('../../sandbox/starrocks/model/faults/data-faults.ts'),
  ]);
  return { ...FRONTEND_FAULTS, ...DATA_FAULTS };
}

async function listDatabendTexts(): Promise<Readonly<Record<string, string>>> {
  return (await import('../../sandbox/databend/faults.ts')).DATABEND_FAULTS;
}

async function describeFaults(
  active: readonly unknown[],
  texts: Readonly<Record<string, string>>,
  terminal: Terminal,
): Promise<readonly string[]> {
  const { style, width } = terminal.view();
  const known = Object.entries(texts);
  const column = Math.max(...known.map(([name]) => name.length)) + 2;
  const now = active.map((entry) => `${style.red('!')} ${describeActive(entry)}`);
  return [
    ...(now.length === 0 ? ['No fault is active.'] : now),
    '',
    ...known.flatMap(([name, meaning]) =>
      wrap(meaning, width - column).map(
        (text, place) => `${padEnd(place === 0 ? name : '', column)}${style.dim(text)}`,
      ),
    ),
    `${style.dim('next:')} muster sandbox fault <fault> [key=value…] [--node <node>]   ${style.dim('# --cure ends it')}`,
  ];
}

/** `slow-start factor=10 node=be-3`, as it was given. */
function describeActive(entry: unknown): string {
  const { name, ...details } = entry as { readonly name?: unknown };
  return [
    name,
    ...Object.entries(details).map(
      ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
    ),
  ].join(' ');
}

/** The hard way to lose a leader: for half a minute everyone still waits for it. */
export async function runSandboxCut(
  node: string,
  { name, clients = false, json = false }: SandboxControlOptions & { readonly clients?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  await askSandbox(name, 'fault', { name: 'silent', node, clients });
  if (json) terminal.json({ cut: node, clients });
  else
    terminal.print([
      `${terminal.view().style.green('✓')} ${node} is cut off from the other hosts${clients ? ' and from its clients' : ''}`,
      `${terminal.view().style.dim('next:')} muster sandbox cure ${node}${nameFlag({ name })}`,
    ]);
  return EXIT.DONE;
}

/** Ends every fault, those of one host, or one by its name. */
export async function runSandboxCure(
  what: string | undefined,
  { name, json = false }: SandboxControlOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const isFault = what !== undefined && Object.hasOwn(await listFaultTexts(name), what);
  await askSandbox(name, 'cure', what === undefined ? {} : isFault ? { name: what } : { node: what });
  if (json) terminal.json({ cured: what ?? 'all' });
  else {
    const said = isFault ? `${what} is cured` : `${what ?? 'every host'} has no fault any more`;
    terminal.print(`${terminal.view().style.green('✓')} ${said}`);
  }
  return EXIT.DONE;
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
