import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { askSchedules } from '../schedules/ask-schedules.ts';
import { nameSchedule } from '../schedules/name-schedule.ts';
import { readSchedule } from '../schedules/read-schedule.ts';
import { formatTime } from '../../model/format-time.ts';
import { scheduleId } from '../../model/schedule/schedule.ts';
import type { Terminal } from '../terminal.ts';
import { whoami } from '../whoami.ts';
import type { ScheduleOptions } from './schedule-show.ts';

export type ScheduleVerb = 'pause' | 'resume' | 'delete';

export interface ScheduleVerbOptions extends ScheduleOptions {
  readonly reason?: string;
}

const DONE: Readonly<Record<ScheduleVerb, string>> = {
  pause: 'is paused: it does not fire until it is resumed',
  resume: 'fires again; what it missed meanwhile is not made up for',
  delete: 'is deleted; operations that it started go on',
};

/** Whatever it is now: to pause what is paused says only another reason. */
export async function runScheduleVerb(
  verb: ScheduleVerb,
  text: string,
  { file, profile, json = false, reason }: ScheduleVerbOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const { cluster, name } = await nameSchedule(link, text, file);
    // A name that is not known is said by the look, not by the change.
    await readSchedule(link, cluster, name);
    const handle = link.client.schedule.getHandle(scheduleId(cluster, name));
    const note = `${verb === 'pause' ? 'paused' : 'resumed'} by ${whoami()} at ${formatTime(new Date().toISOString(), 'UTC')}${reason === undefined ? '' : `: ${reason}`}`;
    await askSchedules(link, `muster schedule show ${cluster}/${name} says whether it was`, async () => {
      if (verb === 'pause') await handle.pause(note);
      else if (verb === 'resume') await handle.unpause(note);
      else await handle.delete();
    });
    const { style } = terminal.view();
    if (json) terminal.json({ cluster, name, verb, ...(verb !== 'delete' && { note }) });
    else {
      const next = verb === 'pause' ? `schedule resume ${cluster}/${name}` : 'schedule list';
      terminal.print([
        `${style.green('✓')} schedule ${name} of ${cluster} ${DONE[verb]}`,
        `${style.dim('next:')} muster ${next}`,
      ]);
    }
    return EXIT.DONE;
  });
}
