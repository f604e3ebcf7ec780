import { describeHolder, findDrainWait, suggestLook } from '../model/admission.ts';
import { MusterError } from '../model/error.ts';
import { type Admission, type Obstacle, operationWorkflowId } from '../model/foreman.ts';
import type { OperationRequest } from '../model/operation.ts';
import type { LongProgress } from '../model/progress.ts';
import { describeDrain } from '../model/progress/describe-drain.ts';
import type { Link } from './connect.ts';
import { describe } from './describe.ts';
import { readState } from './read-attributes.ts';
import { readOperation } from './read-operation.ts';
import { drainOf } from './screens/drain.ts';
import { formatTime } from './screens/time.ts';

/** Who holds the cluster, since when, what it waits for and for how long, why that is in the way, and how to look at it. */
export async function refuseBusy(
  link: Link,
  { cluster }: OperationRequest,
  { failure, behind }: Extract<Admission, { readonly kind: 'refused' }>,
): Promise<MusterError> {
  const { code, kind, message, hint } = failure;
  const [first] = behind;
  if (code !== 'CLUSTER_BUSY' || first === undefined)
    return new MusterError(code, message, {
      kind,
      ...(hint !== undefined && { hint }),
      ...(code === 'CLUSTER_SUSPENDED' && { details: ['Nothing was submitted; --wait puts it into the queue'] }),
    });
  const holder = await readHolder(link, cluster.name, first).catch(() => undefined);
  return new MusterError(
    code,
    `${cluster.name} is ${describeHolder(first)}: ${first.waits ? 'in the queue' : (holder?.state ?? 'running')}, since ${formatTime(first.since)}`,
    {
      details: [
        ...(holder?.drain === undefined ? [] : describeDrain(holder.drain, { now: Date.now() })),
        `Not beside it: ${first.why}`,
        ...behind.slice(1).map((other) => `Nor beside ${name(other)}: ${other.why}`),
        'Nothing was submitted; --wait puts it into the queue',
      ],
      hint: suggestLook(cluster.name, first),
    },
  );
}

function name({ id, what, by }: Obstacle): string {
  return `operation ${id} (${what}, by ${by})`;
}

interface Holder {
  readonly state: string;
  readonly drain: LongProgress | undefined;
}

/** Of one that still waits in the queue there is nothing to read. A new epoch has not beaten yet; then what the last one knew is told. */
async function readHolder(link: Link, cluster: string, { id }: Obstacle): Promise<Holder> {
  const described = await describe(link, operationWorkflowId(cluster, id));
  const { workflowId, runId } = described;
  const { progress, live } = await readOperation(link.client, workflowId, runId);
  const step = findDrainWait(progress);
  return { state: readState(described), drain: step === undefined ? undefined : drainOf(step, live[step.id]) };
}
