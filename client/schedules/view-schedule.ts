import type { ScheduleDescription } from '@temporalio/client';
import type { ScheduleFacts } from '../../model/schedule/schedule.ts';
import type { Link } from '../connect.ts';
import { type Firing, listFirings } from './list-firings.ts';
import { type KnownSchedule, readSchedule } from './read-schedule.ts';
import { NEXT_TOLD } from '../../model/schedule/timing.ts';

/** `done` fired as often as it was to · `over` its time passed without it. */
export type ScheduleState = 'active' | 'paused' | 'done' | 'over';

/** Everything that is told of a schedule. */
export interface ScheduleView extends ScheduleFacts {
  readonly state: ScheduleState;
  /** Who paused or resumed it last, and why. */
  readonly note?: string;
  /** ISO times; while it is paused those at which it would fire. */
  readonly next: readonly string[];
  /** Newest first. */
  readonly firings: readonly Firing[];
  /** Firings that the server did not make, because it was down for longer than they may be late. */
  readonly missed: number;
}

export async function viewSchedule(link: Link, cluster: string, name: string, most: number): Promise<ScheduleView> {
  const known = await readSchedule(link, cluster, name);
  return makeView(known, await listFirings(link, cluster, name, most));
}

function makeView({ input, description }: KnownSchedule, firings: readonly Firing[]): ScheduleView {
  const { note } = description.state;
  return {
    ...input.schedule,
    state: judgeState(description),
    ...(note !== undefined && note !== '' && { note }),
    next: description.info.nextActionTimes.slice(0, NEXT_TOLD).map((time) => time.toISOString()),
    firings,
    missed: description.info.numActionsMissedCatchupWindow,
  };
}

function judgeState({ state, info }: ScheduleDescription): ScheduleState {
  if (state.remainingActions === 0) return 'done';
  if (info.nextActionTimes.length === 0) return 'over';
  return state.paused ? 'paused' : 'active';
}
