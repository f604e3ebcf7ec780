import type { MetaProcess } from '../process.ts';

export function fail(process: MetaProcess, lines: readonly string[], code: number): void {
  for (const line of lines) process.effects.stderr(line);
  endWith(process, code);
}

/** Nobody is called back any more; the effects hear of it last. */
export function endWith(process: MetaProcess, code: number): void {
  process.world.remove(process);
  process.effects.exit(code);
}
