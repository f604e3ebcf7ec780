import { proxyActivities } from '@temporalio/workflow';
import { type Purpose, chooseOptions } from './activity-options.ts';

export interface Call {
  readonly name: string;
  /** Prefix of the activity id, which operators and the history reader see: `fe-2/register:perform`. */
  readonly id: string;
  readonly title: string;
  readonly purpose: Purpose;
}

/** Schedules activities by name under ids of ours; an id that is used again gets `#2`, `#3`, … */
export class ActivityCaller {
  readonly #used = new Map<string, number>();

  async call<Result>(call: Call, ...args: readonly unknown[]): Promise<Result> {
    const times = (this.#used.get(call.id) ?? 0) + 1;
    this.#used.set(call.id, times);
    const activityId = times === 1 ? call.id : `${call.id}#${times}`;
    const proxy = proxyActivities<Record<string, (...values: readonly unknown[]) => Promise<unknown>>>({
      ...chooseOptions(call.purpose),
      activityId,
      summary: call.title,
    });
    const run = proxy[call.name];
    if (run === undefined) throw new TypeError(`no activity ${call.name}`);
    return (await run(...args)) as Result;
  }
}
