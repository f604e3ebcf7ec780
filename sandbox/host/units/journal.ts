import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SandboxHost } from '../../engine.ts';
import { shimStateDir } from '../layout.ts';

export interface JournalEntry {
  /** In milliseconds. */
  readonly at: number;
  readonly host: string;
  /** Who says it: the program's name, or systemd. */
  readonly identifier: string;
  readonly pid: number;
  readonly text: string;
}

/** A file per unit, one line per entry as `journalctl -o short-iso-precise` prints it. */
export function journalFile(host: SandboxHost, unit: string): string {
  return join(shimStateDir(host), 'journal', `${unit}.log`);
}

export function appendJournal(host: SandboxHost, unit: string, entry: Omit<JournalEntry, 'host'>): void {
  const path = journalFile(host, unit);
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${formatEntry({ ...entry, host: host.name }, 'short-iso-precise')}\n`);
}

export function readJournal(host: SandboxHost, unit: string): JournalEntry[] {
  const path = journalFile(host, unit);
  if (!existsSync(path)) return [];
  const entries = readFileSync(path, 'utf8').split('\n').map(parseEntry);
  return entries.filter((entry) => entry !== undefined);
}

const LINE = /^(\S+) (\S+) (.+?)\[(\d+)\]: (.*)$/;

function parseEntry(line: string): JournalEntry | undefined {
  const found = LINE.exec(line);
  if (found === null) return undefined;
  const [, at = '', host = '', identifier = '', pid = '', text = ''] = found;
  return { at: Date.parse(at), host, identifier, pid: Number(pid), text };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** @param output as `journalctl -o`: short, short-iso, short-iso-precise, short-unix, cat, json */
export function formatEntry(entry: JournalEntry, output: string): string {
  const { at, host, identifier, pid, text } = entry;
  const iso = new Date(at).toISOString();
  const said = `${host} ${identifier}[${pid}]: ${text}`;
  switch (output) {
    case 'cat':
      return text;
    case 'short-iso':
      return `${iso.slice(0, 19)}+0000 ${said}`;
    case 'short-iso-precise':
      return `${iso.slice(0, 23)}000+0000 ${said}`;
    case 'short-unix':
      return `${(at / 1000).toFixed(6)} ${said}`;
    case 'json':
      return JSON.stringify({
        __REALTIME_TIMESTAMP: String(at * 1000),
        _HOSTNAME: host,
        SYSLOG_IDENTIFIER: identifier,
        _PID: String(pid),
        MESSAGE: text,
      });
    default: {
      const day = String(new Date(at).getUTCDate()).padStart(2);
      return `${MONTHS[new Date(at).getUTCMonth()]} ${day} ${iso.slice(11, 19)} ${said}`;
    }
  }
}
