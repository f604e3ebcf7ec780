import { judgePair, type Work, workOf } from './conflicts.ts';
import { describeAsked } from './describe-asked.ts';
import type {
  AdmissionView,
  DeskState,
  Entry,
  Obstacle,
  QueuedWork,
  RunningWork,
  Submission,
  Suspension,
} from './foreman.ts';
import type { OperationProgress, OperationRequest } from './operation.ts';
import type { FailureView } from './step.ts';

/** What becomes of a submit. */
export type Decision =
  | { readonly kind: 'start' }
  | { readonly kind: 'queue'; readonly behind: readonly Obstacle[] }
  | { readonly kind: 'refuse'; readonly failure: FailureView; readonly behind: readonly Obstacle[] };

interface Way {
  readonly behind: readonly Obstacle[];
  /** Of those, one that no waiting helps with. */
  readonly never?: Obstacle | undefined;
}

/** In characters of JSON: what a foreman hands over to its next run is one payload, and Temporal takes 2 MB. */
export const QUEUE_LIMIT = 1_000_000;

/** What a foreman decides by; one that began before goes on as it began. */
export interface Habits {
  /** What may run beside a drain passes a restart of the same node that waits for the drain. */
  readonly passesRestart: boolean;
}

const HABITS: Habits = { passesRestart: true };

/** Decided on what is so now; nothing of it changes the state. */
export function decide(state: DeskState, { request, ifBusy }: Submission, habits = HABITS): Decision {
  const { behind, never } = findWay(workOf(request), state.running, state.queue, habits);
  const { suspension } = state;
  if (never !== undefined) return { kind: 'refuse', failure: busy(request, never), behind };
  if (ifBusy === 'refuse' && suspension !== undefined)
    return { kind: 'refuse', failure: suspended(request.cluster.name, suspension), behind };
  const [first] = behind;
  if (ifBusy === 'refuse' && first !== undefined) return { kind: 'refuse', failure: busy(request, first), behind };
  if (behind.length === 0 && suspension === undefined) return { kind: 'start' };
  if (sizeOf(state.queue) + sizeOf(request) > QUEUE_LIMIT)
    return { kind: 'refuse', failure: full(request, state.queue.length), behind: [] };
  return { kind: 'queue', behind };
}

/** The first of the queue that nothing is in the way of. */
export function chooseNext({ running, queue, suspension }: DeskState, habits = HABITS): QueuedWork | undefined {
  if (suspension !== undefined) return undefined;
  return queue.find(({ work }, place) => findWay(work, running, queue.slice(0, place), habits).behind.length === 0);
}

export function viewDesk(cluster: string, { running, queue, suspension }: DeskState, habits = HABITS): AdmissionView {
  return {
    cluster,
    running: running.map(entryOf),
    queue: queue.map((queued, place) => ({
      ...entryOf(queued),
      behind: findWay(queued.work, running, queue.slice(0, place), habits).behind,
    })),
    ...(suspension !== undefined && { suspension }),
  };
}

export function makeEntry(request: OperationRequest, since: string): Entry & { readonly work: Work } {
  return { id: request.id, what: describeAsked(request), by: request.by, since, work: workOf(request) };
}

function entryOf({ id, what, by, since }: Entry): Entry {
  return { id, what, by, since };
}

/**
 * What waits is served in its order. One exception: what waits for a drain, which can take days, is passed by what may run
 * beside that drain. Otherwise a restart that waits would keep out the backend that lets the drain end.
 */
function findWay(
  asked: Work,
  running: readonly RunningWork[],
  ahead: readonly QueuedWork[],
  { passesRestart }: Habits,
): Way {
  let never: Obstacle | undefined;
  const behind: Obstacle[] = [];
  for (const runs of running) {
    const { answer, why } = judgePair(runs.work, asked);
    if (answer === 'allowed') continue;
    const obstacle = { ...entryOf(runs), why };
    behind.push(obstacle);
    if (answer === 'refused') never ??= obstacle;
  }
  const free = behind.length === 0;
  for (const queued of ahead) {
    const after = judgePair(queued.work, asked);
    const before = judgePair(asked, queued.work);
    if (after.answer === 'allowed' && before.answer === 'allowed') continue;
    // `restart be` names all of the file, and so the very node that is to come: it is restarted after that as well as before.
    const heeds = !(passesRestart && queued.work.verb === 'restart') && shareNode(queued.work, asked);
    if (free && waitsForDrain(queued.work, running) && !heeds) continue;
    const why = after.answer === 'allowed' ? before.why : after.why;
    const obstacle = { ...entryOf(queued), why: `it came before, and ${why}`, waits: true };
    behind.push(obstacle);
    if (after.answer === 'refused') never ??= obstacle;
  }
  return { behind, never };
}

function waitsForDrain(work: Work, running: readonly RunningWork[]): boolean {
  return running.some((runs) => runs.work.kind === 'drain' && judgePair(runs.work, work).answer !== 'allowed');
}

function shareNode(one: Work, other: Work): boolean {
  return one.nodes.some((node) => other.nodes.includes(node));
}

function busy({ cluster }: OperationRequest, obstacle: Obstacle): FailureView {
  return {
    code: 'CLUSTER_BUSY',
    kind: 'refused',
    message: `${cluster.name} is ${describeHolder(obstacle)}: ${obstacle.why}`,
    hint: suggestLook(cluster.name, obstacle),
  };
}

/** `held by operation 7d32a077 (add be-5, by ada@laptop)`, or waited for by it. */
export function describeHolder({ id, what, by, waits = false }: Obstacle): string {
  return `${waits ? 'waited for' : 'held'} by operation ${id} (${what}, by ${by})`;
}

/** Of one that waits in the queue there is nothing to be watched yet. */
export function suggestLook(cluster: string, { id, waits = false }: Obstacle): string {
  return waits ? `muster queue ${cluster}` : `muster ops watch ${id}\nmuster ops show ${id}`;
}

function full({ cluster }: OperationRequest, waiting: number): FailureView {
  return {
    code: 'CLUSTER_BUSY',
    kind: 'refused',
    message: `The queue of ${cluster.name} is full: ${waiting} wait`,
    hint: `muster queue ${cluster.name}`,
  };
}

function sizeOf(value: object): number {
  return JSON.stringify(value).length;
}

function suspended(cluster: string, suspension: Suspension): FailureView {
  return {
    code: 'CLUSTER_SUSPENDED',
    kind: 'refused',
    message: `Operations on ${cluster} are ${describeSuspension(suspension)}`,
    hint: `muster queue ${cluster}\nmuster unsuspend ${cluster} --reason '…'`,
  };
}

/** `suspended until 2026-12-05 08:00 UTC by ada@laptop: quarter close`. In UTC: a foreman does not know the zone of whoever reads it. */
export function describeSuspension({ by, reason, until }: Suspension): string {
  return `suspended until ${until.slice(0, 16).replace('T', ' ')} UTC by ${by}: ${reason}`;
}

/** The step in which an operation waits for days for a drain: that of `remove be`, or of the undo of `add be`. */
export function findDrainWait({ request, steps }: OperationProgress): OperationProgress['steps'][number] | undefined {
  if (request.role !== 'be') return undefined;
  const waits = steps.filter(({ state, long }) => state === 'running' && long === true);
  return waits.find(({ undo = false }) => (request.verb === 'add' ? undo : request.verb === 'remove'));
}
