import type { ScheduleRow } from '../data/schedule-rows.ts';
import type { StallReading } from './stall-reading.ts';

/** What the scheduler says of a tablet: while it waits, and each time that it gave up. */
export function rowsOf({ pending, running, history }: StallReading, tabletId: string): readonly ScheduleRow[] {
  return [...pending, ...running, ...history].filter((row) => row.tabletId === tabletId);
}
