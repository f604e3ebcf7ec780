import { isCancellation } from '@temporalio/workflow';
import { LAST_PROGRESS } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import type { Json, LongResult } from '../../model/step.ts';
import { viewLost } from '../../model/view-lost.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Epoch } from './heed-wishes.ts';
import type { Journal } from './journal.ts';
import { StepFailed } from './view-failure.ts';

export interface EpochWait {
  readonly journal: Journal;
  readonly caller: ActivityCaller;
  readonly pace: number;
  readonly step: string;
  readonly title: string;
  /** Of the activity. */
  readonly name: string;
  /** Asked for each epoch anew. */
  readonly input: () => unknown;
}

/** Epoch after epoch until the world is so. What is known of days is in the journal: a retry does not ask for it anew. */
export async function waitInEpochs(wait: EpochWait, epoch: Epoch = (look) => look()): Promise<Json | undefined> {
  const { journal, caller, pace, step, title, name, input } = wait;
  const call = { name, id: step, title, purpose: { kind: 'long', pace } } as const;
  journal.step(step, { long: true });
  for (;;) {
    const progress = journal.find(step)?.progress;
    const from = progress === undefined ? {} : { progress };
    const result = await epoch(() => caller.call<LongResult>(call, input(), from));
    if (result === 'tuned') continue;
    if (result.kind === 'lost') throw new StepFailed(step, viewLost(result));
    journal.step(step, { note: result.note, ...(result.progress !== undefined && { progress: result.progress }) });
    if (result.kind === 'reached') return result.value;
  }
}

/** What the epoch that runs knows: it is told to nobody when it is ended early. Without it the wait goes on all the same. */
export async function keepBeat({ journal, caller, pace, step }: EpochWait): Promise<void> {
  const purpose = { kind: 'look', pace } as const;
  const call = { name: LAST_PROGRESS, id: `${step}:beat`, title: 'Keep what is known of the way so far', purpose };
  try {
    const progress = await caller.call<LongProgress | null>(call, { step });
    if (progress !== null && progress !== undefined) journal.step(step, { progress });
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}
