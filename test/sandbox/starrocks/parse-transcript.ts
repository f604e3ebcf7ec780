import { readFileSync } from 'node:fs';

export type Cell = string | null;

/** What was recorded for one statement. `columns` only where the transcript has them. */
export interface Recorded {
  readonly user: string;
  readonly sql: string;
  readonly answer:
    | { readonly kind: 'ok' }
    | { readonly kind: 'rows'; readonly columns?: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
    | { readonly kind: 'error'; readonly errno: number; readonly state: string; readonly message: string }
    | { readonly kind: 'lost' };
  /** Seconds that it took. */
  readonly took?: number;
}

export function readTranscript(name: string): string {
  return readFileSync(new URL(`transcripts/${name}.txt`, import.meta.url), 'utf8');
}

const ERROR = /^\s*ERROR (\d+) \((\w+)\)(?: at line \d+)?: (.*)$/;

/** Of the form `> statement`, then what a Python client saw. */
export function parseClientLog(text: string): Recorded[] {
  let user = 'root';
  const found: Recorded[] = [];
  for (const block of text.split(/^(?=> |##### user )/m)) {
    const lines = block.split('\n');
    const login = /^##### user (\w+):/.exec(lines[0] ?? '');
    if (login !== null) user = login[1] ?? user;
    if (!block.startsWith('> ')) continue;
    const sql = lines[0]?.slice(2) ?? '';
    const end = lines.findIndex((line) => /^ {2}\([\d.]+s\)$/.test(line));
    const took = /^ {2}\(([\d.]+)s\)$/m.exec(block)?.[1];
    found.push({
      user,
      sql,
      answer: readAnswer(lines.slice(1, end < 0 ? undefined : end)),
      ...(took !== undefined && { took: Number(took) }),
    });
  }
  return found;
}

function readAnswer(lines: readonly string[]): Recorded['answer'] {
  for (const line of lines) {
    const error = ERROR.exec(line);
    if (error !== null)
      return { kind: 'error', errno: Number(error[1]), state: error[2] ?? '', message: error[3] ?? '' };
    if (line.startsWith('  OK,')) return { kind: 'ok' };
    if (line.startsWith('  raised OperationalError')) return { kind: 'lost' };
  }
  const columns = lines
    .find((line) => line.startsWith('  columns: '))
    ?.slice('  columns: '.length)
    .split(', ');
  const rows = lines.filter((line) => line.startsWith('  (')).map(readTuple);
  return { kind: 'rows', rows, ...(columns !== undefined && { columns }) };
}

/** A row that the log cut short ends with the cells that are whole. */
function readTuple(line: string): Cell[] {
  return [...line.matchAll(/'((?:[^'\\]|\\.)*)'|"([^"]*)"|\b(None)\b|\b(\d+)\b/g)].map((match) =>
    match[3] === undefined ? (match[1] ?? match[2] ?? match[4] ?? '') : null,
  );
}

/** Of the form `### statement`, then what the mysql client printed. */
export function parseMysqlClient(text: string): Recorded[] {
  return text
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const [first = '', ...lines] = block.split('\n');
      return { user: 'root', sql: first.replace(/\\G$/, ''), answer: readPrinted(first.endsWith('\\G'), lines) };
    });
}

function readPrinted(vertical: boolean, lines: readonly string[]): Recorded['answer'] {
  const error = lines.map((line) => ERROR.exec(line)).find((match) => match !== null);
  if (error) return { kind: 'error', errno: Number(error[1]), state: error[2] ?? '', message: error[3] ?? '' };
  if (vertical) {
    const pairs = lines.map((line) => /^\s*(\w+): (.*)$/.exec(line)).filter((match) => match !== null);
    return { kind: 'rows', columns: pairs.map((pair) => pair[1] ?? ''), rows: [pairs.map((pair) => pair[2] ?? '')] };
  }
  const table = lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    );
  const [columns, ...rows] = table;
  return { kind: 'rows', rows, ...(columns !== undefined && { columns }) };
}

/** One change that a poll saw: when, and the rows or the error. */
export interface Polled {
  readonly at: number;
  readonly seen: readonly string[];
}

/** Of the form `seconds key=value …`, further rows indented. */
export function parsePolls(text: string): Polled[] {
  const found: { at: number; seen: string[] }[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const match = /^\s*(\d+\.\d+) (.*)$/.exec(line);
    if (match !== null) found.push({ at: Number(match[1]), seen: [match[2] ?? ''] });
    else found.at(-1)?.seen.push(line.trim());
  }
  return found;
}
