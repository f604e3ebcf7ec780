import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** False: a frontend of the same home runs already. The file of a dead one is taken over, as recorded. */
export function lockPidFile(path: string, home: string): boolean {
  // With its content at once: of two that start together the other one would take an empty file for that of a dead one.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own);
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
