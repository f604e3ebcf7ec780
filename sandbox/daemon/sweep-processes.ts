import { readdirSync, readFileSync } from 'node:fs';

/** False for a zombie too: it is over, whoever may have to collect it. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^\d+ \(.*\) [ZX]/s.test(stat);
  } catch {
    return false;
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Ended by itself since it was found.
  }
}

/** Processes that were started through the hosts of a sandbox, known by the variable that they inherited. */
export function findSandboxProcesses(dir: string, except: readonly number[] = []): number[] {
  const mark = `SANDBOX_DIR=${dir}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && !except.includes(pid) && isAlive(pid) && environmentHas(pid, mark));
}

/** Ends them until none is left: one that is forking may leave a child behind the first time. */
export async function sweepProcesses(dir: string, except: readonly number[] = []): Promise<number> {
  const swept = new Set<number>();
  for (let round = 0; round < 100; round++) {
    const found = findSandboxProcesses(dir, except);
    if (found.length === 0) break;
    for (const pid of found) {
      swept.add(pid);
      kill(pid);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return swept.size;
}

function environmentHas(pid: number, entry: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(entry);
  } catch {
    return false;
  }
}
