import { constants } from 'node:os';

export interface SystemctlArgs {
  readonly verb: string;
  /** With their suffix. */
  readonly names: readonly string[];
  readonly properties: readonly string[];
  /** `show --value`: values without keys. */
  readonly value: boolean;
  readonly quiet: boolean;
  readonly all: boolean;
  /** `enable --now`. */
  readonly now: boolean;
  readonly states: readonly string[];
  readonly signal: NodeJS.Signals;
  /** Of `status`. @default 10 */
  readonly lines: number | undefined;
}

const SHORT: Readonly<Record<string, string>> = {
  ...{ '-p': '--property', '-n': '--lines', '-s': '--signal', '-q': '--quiet', '-a': '--all' },
  ...{ '-o': '--output', '-t': '--type', '-H': '--host', '-M': '--machine' },
};
/** Flags that are followed by a value; of the last four it makes no difference here. */
const VALUED = new Set(['--lines', '--signal', '--state', '--output', '--type', '--host', '--machine']);

export function readSystemctlArgs(args: readonly string[]): SystemctlArgs {
  const words: string[] = [];
  const properties: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    const [, given = word, attached] = /^(--[a-z-]+)=(.*)$/.exec(word) ?? /^(-[pns])(.+)$/.exec(word) ?? [];
    const flag = SHORT[given] ?? given;
    const value = () => attached ?? args[++index] ?? '';
    if (flag === '--property') properties.push(...value().split(','));
    else if (VALUED.has(flag)) values.set(flag, value());
    else if (word.startsWith('-')) flags.add(flag);
    else words.push(word);
  }
  const [verb = '', ...names] = words;
  const lines = values.get('--lines');
  return {
    verb,
    names: names.map((name) => (name.includes('.') ? name : `${name}.service`)),
    properties,
    value: flags.has('--value'),
    quiet: flags.has('--quiet'),
    all: flags.has('--all'),
    now: flags.has('--now'),
    states: (values.get('--state') ?? '').split(',').filter(Boolean),
    signal: readSignal(values.get('--signal') ?? 'SIGTERM'),
    lines: lines === undefined ? undefined : Number(lines),
  };
}

function readSignal(text: string): NodeJS.Signals {
  const named = `SIG${text.replace(/^SIG/, '')}`;
  if (Object.hasOwn(constants.signals, named)) return named as NodeJS.Signals;
  const found = Object.entries(constants.signals).find(([, number]) => String(number) === text);
  return (found?.[0] ?? 'SIGTERM') as NodeJS.Signals;
}
