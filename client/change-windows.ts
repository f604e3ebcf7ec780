import { CLOSED_STATES, type OperationProgress, type WindowInput } from '../model/operation.ts';
import type { Link } from './connect.ts';
import { findOperation } from './find-operation.ts';
import { giveVerb } from './give-verb.ts';
import { readOperation } from './read-operation.ts';
import { readSettled } from './read-settled.ts';
import type { WatchTarget } from './watch.ts';

/** Gives other windows to an operation, or to all that runs on a cluster; with what each of them is then. */
export async function changeWindows(
  link: Link,
  name: string,
  input: (progress: OperationProgress) => WindowInput,
): Promise<readonly OperationProgress[]> {
  const changed: OperationProgress[] = [];
  for (const target of await findTargets(link, name)) {
    const { progress } = await readOperation(link.client, target.workflowId, target.runId);
    const answered = await giveVerb(link, target, 'window', input(progress));
    // With the new ones it may go on.
    changed.push(answered.state === 'waiting' ? await readSettled(link, target, answered) : answered);
  }
  return changed;
}

/** Of several that run on a cluster, one that has ended meanwhile is none. */
async function findTargets(link: Link, name: string): Promise<readonly WatchTarget[]> {
  const { others = [], ...found } = await findOperation(link, name);
  if (others.length === 0) return [found];
  const all = await Promise.all(
    [found, ...others].map(async (target) => {
      const { progress } = await readOperation(link.client, target.workflowId, target.runId);
      return CLOSED_STATES.includes(progress.state) ? [] : [target];
    }),
  );
  return all.flat();
}
