import type { LongProgress } from '../model/progress.ts';
import { beatOf } from './context.ts';

/** What a wait of days knows that has not ended: it is asked before its epoch is ended early. */
export async function lastProgress({ step }: { readonly step: string }): Promise<LongProgress | null> {
  return (await beatOf(step))?.progress ?? null;
}
