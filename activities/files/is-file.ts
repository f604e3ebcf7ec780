import { access } from 'node:fs/promises';

/** Whether the path is there on the worker's machine. */
export async function isFile(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
