import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { CLOSED_STATES, type OperationProgress, type OperationRequest } from '../../model/operation.ts';
import { type NodeState, nodesOf } from '../fixtures/cluster-state.ts';
import type { OperationRunner } from '../fixtures/operation-runner.ts';
import { give, progressOf } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';

/** How often one is called before this is no way to live. */
const CALLS = 6;
const LIMIT_MS = 240_000;

export type Fall = 'killed' | 'cut off silently';

/** A frontend that fell, by the process that it was. */
export type Fallen = Pick<NodeState, 'name' | 'pid'>;

/** Whoever leads now falls. */
export async function fellLeader(sandbox: TestSandbox, how: Fall): Promise<Fallen> {
  const leader = await until('somebody leads', async () => {
    const nodes = await nodesOf(sandbox);
    return nodes.find(({ role, state }) => role === 'LEADER' && state === 'serving');
  });
  if (how === 'killed') await sandbox.control('kill', { node: leader.name });
  else await sandbox.control('fault', { name: 'silent', node: leader.name });
  return leader;
}

/** A leader that is cut off ends by itself; what a person does then is to start it again. */
export async function revive(sandbox: TestSandbox, { name, pid }: Fallen): Promise<void> {
  const see = async () => {
    const nodes = await nodesOf(sandbox);
    const seen = nodes.find((node) => node.name === name);
    // With nobody left who could say so, what led is a member.
    return seen && { ...seen, registered: seen.registered || !nodes.some(({ state }) => state === 'serving') };
  };
  const ended = await until(`${name} has ended`, async () => {
    const seen = await see();
    return seen !== undefined && seen.pid !== pid && seen;
  });
  await sandbox.control('cure', { name: 'silent', node: name });
  if (ended.state === 'stopped' && ended.registered) await sandbox.control('start', { node: name });
  if (!ended.registered) return;
  await until(`${name} lives`, async () => {
    const seen = await see();
    return seen?.registered === false || (seen?.alive === true && seen.state === 'serving');
  });
}

/** What fell is back, and every view has followed. */
export async function settle(sandbox: TestSandbox, fallen: Fallen): Promise<void> {
  await revive(sandbox, fallen);
  await until('every registered frontend lives', async () => {
    const nodes = await nodesOf(sandbox);
    return nodes.filter(({ registered }) => registered).every(({ alive, state }) => alive && state === 'serving');
  });
}

/**
 * The person on call: asks again when the operation refused, and when it needs attention brings back what fell and says
 * retry. Whatever fell, the operation has to end as asked for.
 */
export async function attend(
  runner: OperationRunner,
  sandbox: TestSandbox,
  request: Partial<OperationRequest>,
  fallen: () => Fallen | undefined,
): Promise<OperationProgress> {
  let handle = await runner.start(sandbox.cluster, request);
  for (let call = 1; ; call += 1) {
    const progress = await untilStill(handle);
    if (progress.state !== 'needs attention' && progress.state !== 'refused') return progress;
    if (call === CALLS) return progress;
    const node = fallen();
    if (node !== undefined) await revive(sandbox, node);
    if (progress.state === 'refused') handle = await runner.start(sandbox.cluster, request);
    else await give(handle, 'retry');
  }
}

/** It has ended, or needs a person. */
async function untilStill(handle: WorkflowHandleWithFirstExecutionRunId): Promise<OperationProgress> {
  return await until(
    'the operation has ended or needs attention',
    async () => {
      const progress = await progressOf(handle);
      return (progress.state === 'needs attention' || CLOSED_STATES.includes(progress.state)) && progress;
    },
    LIMIT_MS,
  );
}
