import type { SandboxHost } from '../../engine.ts';
import { formatEntry, readJournal } from './journal.ts';
import { complained, type Reply, said } from './reply.ts';

interface Asked {
  unit: string | undefined;
  lines: number;
  output: string;
  since: number;
  until: number;
  pattern: RegExp | undefined;
  reverse: boolean;
}

/** Of journalctl(1) what a script asks; a unit has to be named. */
export function answerJournalctl(host: SandboxHost, args: readonly string[], now: number): Reply {
  const asked: Asked = {
    ...{ unit: undefined, lines: Number.POSITIVE_INFINITY, output: 'short', since: Number.NEGATIVE_INFINITY },
    ...{ until: Number.POSITIVE_INFINITY, pattern: undefined, reverse: false },
  };
  for (let index = 0; index < args.length; index++) {
    const [, flag = '', attached] = /^(--[a-z-]+)=(.*)$/.exec(args[index] ?? '') ??
      /^(-[unoSUg])(.+)$/.exec(args[index] ?? '') ?? ['', args[index] ?? ''];
    const value = () => attached ?? args[++index] ?? '';
    const refused = take(asked, flag, value, now);
    if (refused !== undefined) return complained(refused);
  }
  const { unit, lines, output, since, until, pattern, reverse } = asked;
  if (unit === undefined) return complained('sandbox: journalctl needs a unit');
  const name = unit.includes('.') ? unit : `${unit}.service`;
  const found = readJournal(host, name).filter(
    ({ at, text }) => at >= since && at <= until && pattern?.test(text) !== false,
  );
  const last = Number.isFinite(lines) ? found.slice(Math.max(0, found.length - lines)) : found;
  if (last.length === 0) return said('-- No entries --');
  const printed = last.map((entry) => formatEntry(entry, output));
  return said((reverse ? printed.reverse() : printed).join('\n'));
}

function take(asked: Asked, flag: string, value: () => string, now: number): string | undefined {
  switch (flag) {
    case '-u':
    case '--unit':
      asked.unit = value();
      return undefined;
    case '-n':
    case '--lines': {
      const text = value();
      asked.lines = text === 'all' ? Number.POSITIVE_INFINITY : Number(text.replace('+', ''));
      return undefined;
    }
    case '-o':
    case '--output':
      asked.output = value();
      return undefined;
    case '-g':
    case '--grep':
      asked.pattern = new RegExp(value());
      return undefined;
    case '-r':
    case '--reverse':
      asked.reverse = true;
      return undefined;
    case '-S':
    case '--since':
    case '-U':
    case '--until': {
      const text = value();
      const at = parseTime(text, now);
      if (at === undefined) return `Failed to parse timestamp: ${text}`;
      if (flag === '-S' || flag === '--since') asked.since = at;
      else asked.until = at;
      return undefined;
    }
    case '-q':
    case '--quiet':
    case '-b':
    case '--boot':
    case '--no-pager':
    case '--utc':
    case '--no-hostname':
    case '-a':
    case '--all':
    case '-x':
    case '-e':
      return undefined;
    default:
      return `journalctl: unrecognized option '${flag}'`;
  }
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
};

/** Of systemd.time(7): `@seconds`, `-10min`, `10 min ago`, `now`, `today`, a date and time (of UTC). */
function parseTime(text: string, now: number): number | undefined {
  if (text === 'now') return now;
  if (text === 'today') return Date.parse(new Date(now).toISOString().slice(0, 10));
  if (/^@\d+(\.\d+)?$/.test(text)) return Number(text.slice(1)) * 1000;
  const back = /^-?\s*(\d+(?:\.\d+)?)\s*([a-z]+?)(?:s|utes|onds)?(?:\s+ago)?$/.exec(text);
  const seconds = UNITS[back?.[2] ?? ''];
  if (back !== null && seconds !== undefined && (text.startsWith('-') || text.endsWith('ago'))) {
    return now - Number(back[1]) * seconds * 1000;
  }
  const date = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(?:Z|\+00:?00| UTC)?$/.exec(text);
  if (date === null) return undefined;
  return Date.parse(`${date[1]}T${date[2] ?? '00:00:00'}Z`);
}
