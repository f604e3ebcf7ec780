import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of all files below `directories` that `accept` takes, in stable order. */
export function listFiles(root, directories, accept) {
  const found = [];
  const walk = (directory) => {
    for (const entry of readDirectory(join(root, directory))) {
      const path = `${directory}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (accept(path)) found.push(path);
    }
  };
  for (const directory of directories) walk(directory);
  return found.sort();
}

/** Changes with every file that is added, removed or written, also when a checkout brings an older time back. */
export function fingerprintTimes(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const { size, mtimeMs } = statSync(join(root, path), { throwIfNoEntry: false }) ?? {};
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

export function fingerprintContents(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}

function readDirectory(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
