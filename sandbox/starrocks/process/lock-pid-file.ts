import { readFileSync, writeFileSync } from 'node:fs';

/** False: a frontend of the same home runs already. The file of a dead one is taken over, as recorded. */
export function lockPidFile(path: string, home: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (isFrontend(Number(readFileSync(path, 'utf8')), home)) return false;
  writeFileSync(path, String(process.pid));
  return true;
}

function isFrontend(pid: number, home: string): boolean {
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('com.starrocks.StarRocksFE') && words.some((word) => word.includes(`${home}/`));
  } catch {
    return false;
  }
}
