import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A pid alone is re-used, after a reboot quickly: with the time of its start it is one process. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; compared only. */
  readonly started: string;
}

export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const started = readStart(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isAlive(identity: ProcessIdentity | undefined): identity is ProcessIdentity {
  return identity !== undefined && readStart(identity.pid) === identity.started;
}

/** Processes with all of `words` among their arguments. */
export function findProcesses(words: readonly string[]): readonly ProcessIdentity[] {
  return listArguments()
    .filter(({ pid, args }) => pid !== process.pid && words.every((word) => args.includes(word)))
    .map(({ pid }) => identifyProcess(pid))
    .filter((identity) => identity !== undefined);
}

/** Boot and clock ticks since then; on macOS, which has no /proc, what ps says. A zombie counts as ended. */
function readStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return readStartFromPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function readStartFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function listArguments(): readonly { readonly pid: number; readonly args: readonly string[] }[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => line.trim().split(/\s+/)).map(([pid, ...args]) => ({ pid: Number(pid), args }));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), args: readArguments(name) }));
}

function readArguments(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
