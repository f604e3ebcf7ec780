import type { ScheduleDescription } from '@temporalio/client';
import { parseCron } from '../../model/schedule/cron.ts';
import { findNextTimes } from '../../model/schedule/next-times.ts';
import type { ScheduleFacts } from '../../model/schedule/schedule.ts';
import { NEXT_TOLD, type Timing } from '../../model/schedule/timing.ts';
import type { Link } from '../connect.ts';
import { type Firing, listFirings } from './list-firings.ts';
import { type KnownSchedule, readSchedule } from './read-schedule.ts';

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
  return makeView(known, await listFirings(link, cluster, name, most), Date.now());
}

function makeView({ input, description }: KnownSchedule, firings: readonly Firing[], now: number): ScheduleView {
  const { note } = description.state;
  const next = findNext(description, input.schedule.timing, now);
  return {
    ...input.schedule,
    state: judgeState(description, next),
    ...(note !== undefined && note !== '' && { note }),
    next,
    firings,
    missed: description.info.numActionsMissedCatchupWindow,
  };
}

/**
 * As the server tells them, so that they are those at which it fires. While it is paused it goes on telling those of when
 * it was paused (1.31.2, seen): what has passed is left out, and more is found here.
 */
export function findNext({ info }: ScheduleDescription, timing: Timing, now: number): readonly string[] {
  const told = info.nextActionTimes.map((time) => time.getTime()).filter((time) => time > now);
  const times =
    told.length === 0 && 'cron' in timing ? findNextTimes(parseCron(timing.cron), timing.zone, now, NEXT_TOLD) : told;
  return times.slice(0, NEXT_TOLD).map((time) => new Date(time).toISOString());
}

function judgeState({ state }: ScheduleDescription, next: readonly string[]): ScheduleState {
  if (state.remainingActions === 0) return 'done';
  if (next.length === 0) return 'over';
  return state.paused ? 'paused' : 'active';
}
