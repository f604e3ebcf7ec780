import { isMusterError } from '../../model/error.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { listSchedules } from '../schedules/name-schedule.ts';
import { viewSchedule } from '../schedules/view-schedule.ts';
import { showSchedules } from '../screens/schedule-list.ts';
import type { Terminal } from '../terminal.ts';

/** What is told of each in the list; `show` has more. */
const FIRINGS = 3;

export interface ScheduleListOptions {
  readonly profile?: string;
  readonly json?: boolean;
}

export async function runScheduleList(
  { profile, json = false }: ScheduleListOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const named = await listSchedules(link);
    const views = await Promise.all(
      named.map(({ cluster, name }) =>
        viewSchedule(link, cluster, name, FIRINGS).catch((error: unknown) => {
          // Deleted since it was listed.
          if (isMusterError(error) && error.code === 'NOT_FOUND') return undefined;
          throw error;
        }),
      ),
    );
    const known = views.filter((view) => view !== undefined);
    if (json) terminal.json(known);
    else terminal.print(showSchedules(known, terminal.view()));
    return EXIT.DONE;
  });
}
