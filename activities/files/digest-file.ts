import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { MusterError } from '../../model/error.ts';

/** sha256 in hex of a file on the worker's machine. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk as Buffer);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new MusterError('BAD_INPUT', `${path} cannot be read on the worker's machine`, {
      hint: `ls -l ${path}`,
      cause,
    });
  }
  return hash.digest('hex');
}
