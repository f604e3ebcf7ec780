import { type Answer, textRows } from '../answer.ts';
import { schedulerOf } from '../storage/scheduler-memory.ts';
import type { ProcContext } from './proc-context.ts';

/** Names and their order as recorded. What the model does not count stands still. */
const STILL: readonly (readonly [string, string, string])[] = [
  ['num of tablet check round', '2', '0'],
  ['cost of tablet check(ms)', '0', '0'],
  ['num of tablet checked in tablet checker', '0', '0'],
  ['num of unhealthy tablet checked in tablet checker', '0', '0'],
  ['num of tablet being added to tablet scheduler', '0', '0'],
  ['num of tablet schedule round', '20', '19'],
  ['cost of tablet schedule(ms)', '25', '1'],
  ['num of tablet being scheduled', '0', '0'],
  ['num of tablet being scheduled succeeded', '0', '0'],
  ['num of tablet being scheduled failed', '0', '0'],
  ['num of tablet being scheduled discard', '0', '0'],
  ['num of tablet priority upgraded', '0', '0'],
  ['num of clone task', '0', '0'],
  ['num of clone task succeeded', '0', '0'],
  ['num of clone task failed', '0', '0'],
  ['num of clone task timeout', '0', '0'],
  ['copy bytes of inter-node clone task', '0', '0'],
  ['copy bytes of intra-node clone task', '0', '0'],
  ['copy duration of inter-node clone task(ms)', '0', '0'],
  ['copy duration of intra-node clone task(ms)', '0', '0'],
  ['num of replica missing error', '0', '0'],
  ['num of replica version missing error', '0', '0'],
  ['num of replica unavailable error', '0', '0'],
  ['num of replica location mismatch error', '0', '0'],
  ['num of replica redundant error', '0', '0'],
  ['num of balance scheduled', '0', '0'],
  ['num of colocate replica mismatch', '0', '0'],
  ['num of colocate replica redundant', '0', '0'],
  ['num of colocate balancer running round', '0', '0'],
];

export function showSchedulerState({ process, world }: ProcContext): Answer {
  const { history, timeouts } = schedulerOf(process);
  const cloned = history.filter(({ copyTimeMs }) => copyTimeMs > 0);
  const sum = (values: readonly number[]) => String(values.reduce((total, one) => total + one, 0));
  const counted: Readonly<Record<string, string>> = {
    'num of tablet being scheduled succeeded': String(history.filter(({ state }) => state === 'FINISHED').length),
    'num of tablet being scheduled failed': sum(history.map(({ failedSchedules }) => failedSchedules)),
    'num of tablet being scheduled discard': String(history.filter(({ state }) => state === 'CANCELLED').length),
    'num of clone task succeeded': String(cloned.length),
    'num of clone task timeout': String(timeouts),
    'copy bytes of inter-node clone task': sum(cloned.map(({ copyBytes }) => copyBytes)),
    'copy duration of inter-node clone task(ms)': sum(cloned.map(({ copyTimeMs }) => copyTimeMs)),
  };
  const rows = STILL.map(([item, value, increase]) => [item, counted[item] ?? value, increase]);
  const seconds = new Date(world.options.wall(world.now)).toISOString().slice(0, 19).replace('T', ' ');
  return textRows(['Item', 'Value', 'Increase'], [...rows, ['last snapshot time', seconds, '18s']]);
}
