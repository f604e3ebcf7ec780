import type { Client } from '@temporalio/client';
import { listForemanRuns, readLeft } from '../activities/foreman/read-left.ts';
import { startOfForeman } from '../activities/foreman/start-foreman.ts';
import { FOREMAN_TYPE, foremanWorkflowId } from '../model/foreman.ts';

/** It is looked once when a worker begins, which is when somebody has mended something, and from time to time after that. */
const LOOK_MS = 10 * 60_000;
/** What has waited in vain for longer is not begun unasked: whoever wanted it has found another way, or has forgotten it. */
const YOUNG_MS = 24 * 60 * 60_000;
const IN_VAIN = 'It was not found out whether a queue waits in vain';

export interface WakeOptions {
  readonly client: Client;
  /** Foremen of other task queues are other workers' to run. */
  readonly taskQueue: string;
  /** In ms since 1970. @default the clock of the machine */
  readonly now?: () => number;
  readonly tell: (message: string, meta: Readonly<Record<string, unknown>>) => void;
}

/**
 * Starts the foreman of each cluster whose last one was ended from outside, not long ago, while something waited: in its queue, to be let go on
 * after a suspension, or asked to begin and not seen to. The new one takes up what was left, a suspension too, and admits by
 * its own rules; where nothing waits none is started.
 */
export class ForemanWaker {
  readonly #options: WakeOptions;
  /** Runs of which nothing is to be taken up any more: what an ended history says does not change. */
  readonly #settled = new Set<string>();
  /** The worker has ended, and what still fails is its connection that is gone. */
  #over = false;

  constructor(options: WakeOptions) {
    this.#options = options;
  }

  /** Gives the clusters whose foreman it has started. */
  async look(): Promise<readonly string[]> {
    const { client, taskQueue, now = Date.now } = this.#options;
    const woken: string[] = [];
    const since = new Date(now() - YOUNG_MS).toISOString();
    const query = `WorkflowType = '${FOREMAN_TYPE}' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut') AND CloseTime > '${since}'`;
    for await (const { workflowId, runId, taskQueue: own } of client.workflow.list({ query })) {
      if (own !== taskQueue || this.#settled.has(runId)) continue;
      const cluster = workflowId.slice(foremanWorkflowId('').length);
      try {
        if (await this.#wake(cluster, runId)) {
          this.#tell('A foreman was ended from outside while something waited; another one takes it up', { cluster });
          woken.push(cluster);
        }
        this.#settled.add(runId);
      } catch (error) {
        // One history that cannot be read is no reason to leave the others.
        this.#tell(IN_VAIN, { cluster, error });
      }
    }
    return woken;
  }

  /** Returns what ends it. A server that does not answer now does the next time. */
  keepLooking(): () => void {
    const look = () => void this.look().catch((error: unknown) => this.#tell(IN_VAIN, { error }));
    look();
    const timer = setInterval(look, LOOK_MS).unref();
    return () => {
      this.#over = true;
      clearInterval(timer);
    };
  }

  #tell(message: string, meta: Readonly<Record<string, unknown>>): void {
    if (!this.#over) this.#options.tell(message, meta);
  }

  async #wake(cluster: string, ended: string): Promise<boolean> {
    const { client, taskQueue } = this.#options;
    // The list may be late, and of several runs only the latest has anything left.
    const { runId } = await client.workflow.getHandle(foremanWorkflowId(cluster)).describe();
    if (runId !== ended || !(await hasLeft(client, cluster))) return false;
    await client.workflow.start(FOREMAN_TYPE, startOfForeman(cluster, taskQueue));
    return true;
  }
}

async function hasLeft(client: Client, cluster: string): Promise<boolean> {
  const { state, unconfirmed } = await readLeft(client, cluster, await listForemanRuns(client, cluster));
  return state.queue.length > 0 || unconfirmed.length > 0 || state.running.some(({ held }) => held);
}
