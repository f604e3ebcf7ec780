import { hostname } from 'node:os';
import type { Link } from './connect.ts';

const WORKFLOW_TASKS = 1;
const CALL_LIMIT_MS = 5_000;

/** Workers that ask for work, by identity. The server remembers a killed one for minutes, so those of this machine are checked. */
export async function findPollers({ client, namespace, taskQueue }: Link): Promise<readonly string[]> {
  const { pollers } = await client.withDeadline(Date.now() + CALL_LIMIT_MS, () =>
    client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: WORKFLOW_TASKS,
    }),
  );
  return (pollers ?? []).map(({ identity }) => identity ?? '').filter(mayBeAlive);
}

function mayBeAlive(identity: string): boolean {
  const [, pid, host] = /\b(\d+)@(.+)$/.exec(identity) ?? [];
  if (pid === undefined || host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
