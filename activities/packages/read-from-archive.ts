import { execa } from 'execa';
import { MusterError } from '../../model/error.ts';

/** One file out of a package on the worker's machine, by its pattern. */
export async function readFromArchive(archive: string, pattern: string): Promise<string> {
  const { stdout, failed, stderr } = await execa('tar', ['-xzOf', archive, '--wildcards', pattern], {
    reject: false,
    stripFinalNewline: false,
    env: { LC_ALL: 'C' },
  });
  if (failed) {
    const line = stderr.trim().split('\n').at(-1) ?? '';
    throw new MusterError('BAD_INPUT', `${archive} holds no ${pattern}: ${line}`, {
      hint: `tar -tzf ${archive} | head`,
    });
  }
  return stdout;
}
