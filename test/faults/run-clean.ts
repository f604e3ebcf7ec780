import { expect } from 'vitest';
import type { MetaProcedure } from './meta-procedures.ts';
import { type Faulted, runFaulted } from './run-faulted.ts';
import { remember } from './share-clean.ts';

/** Says what stands in its way when it came to another end. */
export function expectEnd({ progress: { state, attention } }: Faulted, wanted: 'done' | 'undone'): void {
  expect({ state, attention }).toEqual({ state: wanted, attention: undefined });
}

const clean = remember(async (procedure: MetaProcedure): Promise<unknown> => {
  const ended = await runFaulted(procedure, []);
  expectEnd(ended, 'done');
  return ended.after;
});

/** What is there after a run with nothing in its way: one for all cases of the procedure. */
export async function runClean(procedure: MetaProcedure): Promise<unknown> {
  return await clean.of(procedure);
}
