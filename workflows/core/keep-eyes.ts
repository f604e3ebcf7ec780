import type { LongFrom, LongResult } from '../../model/step.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Meanwhile } from './procedure.ts';

interface Eyes extends Meanwhile {
  readonly caller: ActivityCaller;
  readonly pace: number;
  readonly step: string;
  readonly title: string;
}

/** Epoch after epoch until it is cancelled, or sees what is for the step itself to find out. Not a step: nobody is told of it. */
export async function keepEyes({ caller, pace, step, title, activity, input }: Eyes): Promise<void> {
  const call = { name: activity.name, id: `${step}:eyes`, title, purpose: { kind: 'long', pace } } as const;
  let from: LongFrom = {};
  for (;;) {
    const result = await caller.call<LongResult>(call, input(), from);
    if (result.kind !== 'meanwhile') return;
    if (result.progress !== undefined) from = { progress: result.progress };
  }
}
