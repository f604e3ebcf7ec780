import {
  ScheduleAlreadyRunning,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { MusterError } from '../../model/error.ts';
import { formatTime } from '../../model/format-time.ts';
import { SEARCH_ATTRIBUTES } from '../../model/operation.ts';
import {
  FIRING_TYPE,
  type FiringInput,
  type FiringMemo,
  firingPrefix,
  scheduleId,
} from '../../model/schedule/schedule.ts';
import { describeTiming, type ReadTiming } from '../../model/schedule/timing.ts';
import type { Link } from '../connect.ts';
import { keyword } from '../search-attributes.ts';
import { askSchedules } from './ask-schedules.ts';
import { encodeSpec } from './encode-spec.ts';
import { readSchedule } from './read-schedule.ts';

/** Hands it to the server, which fires from then on by its own clock. */
export async function createSchedule(link: Link, input: FiringInput, timing: ReadTiming): Promise<void> {
  const { schedule } = input;
  const { name, cluster, by, why, command, ifBusy, catchUpMs } = schedule;
  const undone = `whether the schedule was made is not known; muster schedule show ${cluster}/${name} says it`;
  await askSchedules(link, undone, async () => {
    try {
      await link.client.schedule.create({
        scheduleId: scheduleId(cluster, name),
        spec: encodeSpec(timing),
        action: makeAction(link, input),
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: catchUpMs },
        ...('at' in timing.timing && { state: { remainingActions: 1 } }),
        memo: {
          cluster,
          by,
          when: describeTiming(timing.timing),
          command: command.join(' '),
          ifBusy,
          ...(why !== undefined && { why }),
        },
        typedSearchAttributes: [keyword(SEARCH_ATTRIBUTES.cluster, cluster)],
      });
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning) throw await refuseTaken(link, cluster, name);
      throw error;
    }
  });
}

/** What the server starts at each time. */
export function makeAction({ taskQueue }: Link, input: FiringInput): ScheduleOptionsStartWorkflowAction<Workflow> {
  const { name, cluster, command } = input.schedule;
  return {
    type: 'startWorkflow',
    workflowType: FIRING_TYPE,
    workflowId: `${firingPrefix(cluster, name)}at`,
    taskQueue,
    args: [input],
    staticSummary: `schedule ${name} of ${cluster}: ${command.join(' ')}`,
    memo: { ...({ schedule: name, cluster } satisfies FiringMemo) },
    typedSearchAttributes: [keyword(SEARCH_ATTRIBUTES.cluster, cluster)],
  };
}

/** After a lost reply it may be one's own: so it is said what is there. */
async function refuseTaken(link: Link, cluster: string, name: string): Promise<MusterError> {
  const { input } = await readSchedule(link, cluster, name);
  const { by, timing, command, createdAt } = input.schedule;
  return new MusterError(
    'BAD_INPUT',
    `${cluster} has a schedule ${name} already: ${command.join(' ')}, ${describeTiming(timing)}, made by ${by} at ${formatTime(createdAt)}`,
    { hint: `muster schedule show ${cluster}/${name}\nmuster schedule delete ${cluster}/${name}` },
  );
}
