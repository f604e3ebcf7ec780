import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { nameWorker } from '../name-worker.ts';
import { lastLines } from './background-process.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

const WORKFLOW_QUEUE = 1;
const ACTIVITY_QUEUE = 2;

interface Watched {
  readonly name: string;
  readonly process: ProcessIdentity;
  readonly log: string;
  readonly signal: AbortSignal;
}

/** A connection to a server that answers. Ends at once when the server's process has ended. */
export async function connectWhenUp(address: string, watched: Watched): Promise<Connection> {
  for (;;) {
    try {
      return await Connection.connect({ address, connectTimeout: '2s' });
    } catch (error) {
      throwIfHopeless(watched, error);
    }
    await sleep(50);
  }
}

/** Until this very process polls for workflows and activities; a killed one stays listed for five minutes. */
export async function awaitPolling(
  connection: Connection,
  namespace: string,
  taskQueue: string,
  watched: Watched,
): Promise<void> {
  const identity = nameWorker(watched.process.pid);
  for (;;) {
    let reason: unknown;
    try {
      const described = await Promise.all(
        [WORKFLOW_QUEUE, ACTIVITY_QUEUE].map((taskQueueType) =>
          connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType }),
        ),
      );
      if (described.every(({ pollers }) => pollers?.some((poller) => poller.identity === identity))) return;
    } catch (error) {
      reason = error;
    }
    throwIfHopeless(watched, reason);
    await sleep(50);
  }
}

function throwIfHopeless({ name, process, log, signal }: Watched, cause: unknown): void {
  const ended = !isAlive(process);
  if (!ended && !signal.aborted) return;
  const what = ended ? 'ended while it started' : 'is not ready in time';
  throw new MusterError('LOCAL_FAILED', `${name} ${what}: ${lastLines(log)}`, {
    kind: 'transient',
    hint: `tail ${log}`,
    cause,
  });
}
