import { MusterError } from '../model/error.ts';
import { viewDesk } from '../model/admission.ts';
import {
  ADMISSION_QUERY,
  type AdmissionView,
  foremanWorkflowId,
  LEAVE_UPDATE,
  type LeaveInput,
  SUSPEND_UPDATE,
  type Suspension,
  UNSUSPEND_UPDATE,
} from '../model/foreman.ts';
import type { VerbInput } from '../model/operation.ts';
import { describeStuck } from '../model/stuck.ts';
import { askForeman, wakeForeman } from './ask-foreman.ts';
import type { Link } from './connect.ts';
import { describeKnown } from './describe.ts';
import { findStuckForeman } from './find-stuck-foreman.ts';
import { readLeftHere } from './load-activities.ts';
import { requireWorker } from './require-worker.ts';

const QUERY_LIMIT_MS = 3_000;

/** What runs, what waits and why, by the foreman itself or, where none answers, by the histories. `undefined` when nothing is. */
export async function readAdmission(link: Link, cluster: string): Promise<AdmissionView | undefined> {
  const { client } = link;
  const foreman = await describeKnown(link, foremanWorkflowId(cluster));
  if (foreman === undefined || foreman.status.name === 'COMPLETED') return undefined;
  const { workflowId, runId } = foreman;
  if (foreman.status.name !== 'RUNNING') return await readEnded(link, cluster);
  try {
    return await client.withDeadline(Date.now() + QUERY_LIMIT_MS, () =>
      client.workflow.getHandle(workflowId, runId).query<AdmissionView>(ADMISSION_QUERY),
    );
  } catch {
    const view = viewDesk(cluster, await readLeftHere(client, cluster));
    const found = await findStuckForeman(link, cluster);
    return { ...view, ...(found !== undefined && { stuck: found.stuck }) };
  }
}

/** One that was terminated has left what waited, and nobody who would let it begin. */
async function readEnded({ client }: Link, cluster: string): Promise<AdmissionView | undefined> {
  const left = await readLeftHere(client, cluster);
  const { suspension, ...state } = left;
  const lasts = suspension !== undefined && Date.parse(suspension.until) > Date.now();
  if (!lasts && state.queue.length === 0 && !state.running.some(({ held }) => held)) return undefined;
  return { ...viewDesk(cluster, lasts ? left : state), ended: true };
}

/** Lets begin what waits, where the foreman was ended, or cannot go on: another one takes up what it has left. */
export async function wakeQueue(link: Link, cluster: string, by: string): Promise<void> {
  await requireForeman(link, cluster, `Nothing waits on ${cluster}`);
  const found = await findStuckForeman(link, cluster);
  if (found !== undefined)
    await link.client.workflow
      .getHandle(foremanWorkflowId(cluster), found.runId)
      .terminate(`${by} woke the queue: ${describeStuck(found.stuck)}`);
  await wakeForeman(link, cluster);
}

/** Takes one that waits out of the queue. */
export async function leaveQueue(link: Link, cluster: string, input: LeaveInput): Promise<AdmissionView> {
  await requireForeman(link, cluster, `No operation ${input.id} waits: nothing runs on ${cluster}, and nothing waits`);
  return await askForeman<AdmissionView>(link, cluster, LEAVE_UPDATE, input);
}

/** Nothing new begins until then. */
export async function suspendCluster(link: Link, cluster: string, suspension: Suspension): Promise<AdmissionView> {
  await requireWorker(link, 'nothing was suspended');
  return await askForeman<AdmissionView>(link, cluster, SUSPEND_UPDATE, suspension);
}

/** Lets begin what waits. */
export async function unsuspendCluster(link: Link, cluster: string, input: VerbInput): Promise<AdmissionView> {
  await requireForeman(link, cluster, `Operations on ${cluster} are not suspended`);
  return await askForeman<AdmissionView>(link, cluster, UNSUSPEND_UPDATE, input);
}

/** Where there is none, there is nothing to be taken back either. */
async function requireForeman(link: Link, cluster: string, otherwise: string): Promise<void> {
  await requireWorker(link, 'nothing was changed');
  if ((await readAdmission(link, cluster)) === undefined)
    throw new MusterError('VERB_REFUSED', otherwise, { hint: `muster ops list --cluster ${cluster}` });
}
