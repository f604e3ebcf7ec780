import type { ScheduleDescription } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { type FiringInput, scheduleId } from '../../model/schedule/schedule.ts';
import type { Link } from '../connect.ts';
import { askSchedules } from './ask-schedules.ts';

export interface KnownSchedule {
  readonly input: FiringInput;
  readonly description: ScheduleDescription;
}

/** As the server has it. */
export async function readSchedule(link: Link, cluster: string, name: string): Promise<KnownSchedule> {
  const description = await askSchedules(link, 'the schedule could not be looked up', () =>
    link.client.schedule.getHandle(scheduleId(cluster, name)).describe(),
  );
  const [input] = (description.action.args ?? []) as unknown as readonly [FiringInput?];
  if (input?.schedule === undefined)
    throw new MusterError('INTERNAL', `The schedule ${description.scheduleId} is not one that muster made`);
  return { input, description };
}
