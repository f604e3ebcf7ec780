import { MusterError } from '../../model/error.ts';
import { type FiringInput, scheduleId } from '../../model/schedule/schedule.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadCluster } from '../load-cluster.ts';
import { addUsedIds } from '../schedules/add-used-ids.ts';
import { askSchedules } from '../schedules/ask-schedules.ts';
import { makeAction } from '../schedules/create-schedule.ts';
import { makeTemplate } from '../schedules/make-template.ts';
import { nameSchedule } from '../schedules/name-schedule.ts';
import { readSchedule } from '../schedules/read-schedule.ts';
import { viewSchedule } from '../schedules/view-schedule.ts';
import { showSchedule } from '../screens/schedule-show.ts';
import type { Terminal } from '../terminal.ts';
import type { ScheduleOptions } from './schedule-show.ts';

const FIRINGS = 3;

/** Takes the cluster file anew: its nodes are those that are named, or of the role, now. Nothing else changes. */
export async function runScheduleUpdate(
  text: string,
  { file, profile, json = false }: ScheduleOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const loaded = await loadCluster(file);
  return await withLink({ profile }, async (link) => {
    const { cluster, name } = await nameSchedule(link, text, file);
    if (cluster !== loaded.cluster.name) {
      throw new MusterError(
        'BAD_INPUT',
        `${loaded.file} is of cluster ${loaded.cluster.name}, and the schedule of ${cluster}`,
        { hint: `muster schedule update ${cluster}/${name} -f <file of ${cluster}>` },
      );
    }
    const { input } = await readSchedule(link, cluster, name);
    const { request, source } = await makeTemplate(input.schedule.command, loaded);
    const fresh: FiringInput = {
      schedule: { ...input.schedule, source },
      request: await addUsedIds(link, request),
    };
    await askSchedules(link, `muster schedule show ${cluster}/${name} says from when its cluster file is`, () =>
      link.client.schedule.getHandle(scheduleId(cluster, name)).update((before) => ({
        ...before,
        action: makeAction(link, fresh),
      })),
    );
    const view = await viewSchedule(link, cluster, name, FIRINGS);
    if (json) terminal.json(view);
    else
      terminal.print([
        `${terminal.view().style.green('✓')} schedule ${name} of ${cluster} has the cluster file as it is now`,
        '',
        ...showSchedule(view, terminal.view()),
      ]);
    return EXIT.DONE;
  });
}
