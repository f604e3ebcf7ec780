/** What a unit file says, as far as a service of type simple needs it. */
export interface UnitFile {
  readonly text: string;
  readonly description: string | undefined;
  readonly type: string;
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly workingDirectory: string | undefined;
  readonly execStart: readonly string[];
  readonly execReload: readonly string[];
  readonly restart: string;
  /** `KEY=value` each. */
  readonly environment: readonly string[];
  /** Paths; one that begins with `-` may be missing. */
  readonly environmentFiles: readonly string[];
  readonly timeoutStopSec: number;
  readonly wantedBy: readonly string[];
}

const TIMEOUT_STOP_SEC = 90;

/** Later keys win, an empty value clears a list, `\` at the end of a line goes on: as systemd.syntax(7) has it. */
export function parseUnit(text: string): UnitFile {
  const values = readKeys(text);
  const last = (key: string) => values.get(key)?.at(-1);
  const words = (key: string) => (values.get(key) ?? []).flatMap(splitWords);
  return {
    text,
    description: last('Unit.Description'),
    type: last('Service.Type') ?? 'simple',
    user: last('Service.User'),
    group: last('Service.Group'),
    workingDirectory: last('Service.WorkingDirectory'),
    execStart: splitWords(last('Service.ExecStart') ?? ''),
    execReload: splitWords(last('Service.ExecReload') ?? ''),
    restart: last('Service.Restart') ?? 'no',
    environment: words('Service.Environment'),
    environmentFiles: words('Service.EnvironmentFile'),
    timeoutStopSec: Number.parseFloat(last('Service.TimeoutStopSec') ?? '') || TIMEOUT_STOP_SEC,
    wantedBy: words('Install.WantedBy'),
  };
}

function readKeys(text: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  let section = '';
  for (const raw of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const head = /^\[(.+)\]$/.exec(line);
    if (head !== null) {
      section = head[1] ?? '';
      continue;
    }
    const at = line.indexOf('=');
    if (at < 0) continue;
    const key = `${section}.${line.slice(0, at).trim()}`;
    const value = line.slice(at + 1).trim();
    if (value === '') values.delete(key);
    else values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

/** Words between blanks; quotes hold one together. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  );
}

/** `$NAME` as a word of its own becomes words, `${NAME}` anywhere is put in: as systemd.service(5) has it. */
export function expandCommand(words: readonly string[], env: Readonly<Record<string, string | undefined>>): string[] {
  return words.flatMap((word) => {
    const whole = /^\$([A-Za-z_]\w*)$/.exec(word);
    if (whole !== null) return splitWords(env[whole[1] ?? ''] ?? '');
    return [word.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => env[name] ?? '')];
  });
}

/** Of an EnvironmentFile: `KEY=value` lines, quotes taken off. */
export function parseEnvironmentFile(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[A-Za-z_]\w*=/.test(line))
    .map((line) => line.replace(/^([^=]+)=(["'])(.*)\2$/, '$1=$3'));
}
