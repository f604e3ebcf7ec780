import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { nameSchedule } from '../schedules/name-schedule.ts';
import { viewSchedule } from '../schedules/view-schedule.ts';
import { showSchedule } from '../screens/schedule-show.ts';
import type { Terminal } from '../terminal.ts';

const FIRINGS = 10;

export interface ScheduleOptions {
  readonly file?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

export async function runScheduleShow(
  text: string,
  { file, profile, json = false }: ScheduleOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const { cluster, name } = await nameSchedule(link, text, file);
    const view = await viewSchedule(link, cluster, name, FIRINGS);
    if (json) terminal.json(view);
    else terminal.print(showSchedule(view, terminal.view()));
    return EXIT.DONE;
  });
}
