import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  patched,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { LookInput, Surroundings } from '../activities/foreman/foreman-eyes.ts';
import { chooseNext, decide, type Habits, makeEntry, viewDesk } from '../model/admission.ts';
import { listComingIds } from '../model/databend/coming-ids.ts';
import {
  ADMISSION_QUERY,
  type Admission,
  type AdmissionView,
  FOREMAN_TURNS,
  type ForemanStart,
  LEAVE_UPDATE,
  type LeaveInput,
  type Obstacle,
  operationWorkflowId,
  type QueuedWork,
  type RunningWork,
  SUBMIT_UPDATE,
  type Submission,
  SUSPEND_UPDATE,
  type Suspension,
  UNSUSPEND_UPDATE,
} from '../model/foreman.ts';
import type { OperationRequest, VerbInput } from '../model/operation.ts';
import type { FailureView } from '../model/step.ts';
import { Crew } from './foreman/crew.ts';
import { Desk } from './foreman/desk.ts';
import { foremanEyes, lookAround } from './foreman/eyes.ts';
import { LATE, refuseLeave, UNSEEN } from './foreman/refusals.ts';
import { holdLate, open, openWhenOver, suspend } from './foreman/suspending.ts';

export const admissionQuery = defineQuery<AdmissionView>(ADMISSION_QUERY);
export const submitUpdate = defineUpdate<Admission, [Submission]>(SUBMIT_UPDATE);
export const leaveUpdate = defineUpdate<AdmissionView, [LeaveInput]>(LEAVE_UPDATE);
export const suspendUpdate = defineUpdate<AdmissionView, [Suspension]>(SUSPEND_UPDATE);
export const unsuspendUpdate = defineUpdate<AdmissionView, [VerbInput]>(UNSUSPEND_UPDATE);

const TURNOVER = 1_500;
/** Events of one run: whoever takes up a foreman that was ended, and a worker that has just begun, reads them all. */
const MOST_EVENTS = 350;
const LOOK_AGAIN = '2s';

/**
 * Under the id of the cluster: admits what is asked, lets wait what does not go together with what runs, and ends when there
 * is nothing to watch over. Operations are children that outlive it; a further run finds them again before it admits anything.
 */
export async function foreman(start: ForemanStart): Promise<void> {
  // To cancel it would stop nothing but the looking: its operations go on.
  await CancellationScope.nonCancellable(() => run(start));
}

async function run({ cluster, state, turnover = TURNOVER }: ForemanStart): Promise<void> {
  const desk = new Desk(state);
  const crew = new Crew(cluster, desk);
  let ready = false;
  let taken = 0;
  // It was called after its first reason, and foremen that began then go on.
  const isShort = patched('short-runs') || patched('one-page');
  const mostEvents = isShort ? MOST_EVENTS : Number.POSITIVE_INFINITY;
  const habits: Habits = { passesRestart: patched('pass-a-restart') };
  const view = () => viewDesk(cluster, desk.state, habits);
  const due = () =>
    taken >= turnover || workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > mostEvents;
  const idle = () => allHandlersFinished() && !crew.speaking;

  /** Handlers begin when it is known what is under way, and what they change is changed whatever is cancelled. */
  const take =
    <Input, Answer>(answer: (input: Input) => Answer | Promise<Answer>) =>
    (input: Input): Promise<Answer> => {
      taken++;
      return CancellationScope.nonCancellable(async () => {
        await condition(() => ready);
        return await answer(input);
      });
    };
  // Without a break between two submits it would never go on in a new run, and the server ends a history that is too long.
  const sendAway = () => {
    if (!due()) return;
    throw ApplicationFailure.create({ type: FOREMAN_TURNS, message: 'It goes on in a new run', nonRetryable: true });
  };

  setHandler(admissionQuery, () => {
    if (!ready) throw new Error('It is not known yet what the foreman before has left');
    return view();
  });
  setHandler(submitUpdate, take(admit), { validator: (_: Submission) => sendAway() });
  setHandler(
    leaveUpdate,
    take(({ id }) => {
      refuseLeave(desk, id);
      desk.leave(id);
      return view();
    }),
    { validator: (_: LeaveInput) => sendAway() },
  );
  setHandler(
    suspendUpdate,
    take((suspension) => {
      suspend(desk, crew, suspension);
      return view();
    }),
    { validator: (_: Suspension) => sendAway() },
  );
  setHandler(
    unsuspendUpdate,
    take((input) => {
      open(desk, crew, input);
      return view();
    }),
    { validator: (_: VerbInput) => sendAway() },
  );

  async function admit({ request, ifBusy }: Submission): Promise<Admission> {
    const asked = (await lookUp({ asked: request.id }).catch(() => undefined))?.asked;
    // From here to the change of the desk there is no wait: what is decided is still so when it is done.
    const workflowId = operationWorkflowId(cluster, request.id);
    const entry = makeEntry(request, new Date().toISOString());
    if (asked === 'open') adopt(entry);
    const place = desk.state.queue.findIndex(({ id }) => id === request.id);
    if (place >= 0) return queued(place + 1, view().queue[place]?.behind ?? []);
    if (asked === 'closed' || desk.findRunning(request.id) !== undefined) return { kind: 'running', workflowId };
    if (Date.now() > Date.parse(request.notAfter)) return refuse(LATE);
    if (asked === undefined) return refuse(UNSEEN);
    openWhenOver(desk, crew);
    const decided = decide(desk.state, { request, ifBusy }, habits);
    if (decided.kind === 'refuse') return { kind: 'refused', failure: decided.failure, behind: decided.behind };
    if (decided.kind === 'queue') return queued(desk.enqueue({ ...entry, request }), decided.behind);
    const runId = await begin(request, entry);
    return { kind: 'running', workflowId, ...(runId !== undefined && { runId }) };
  }

  function queued(place: number, behind: readonly Obstacle[]): Admission {
    const { suspension } = desk;
    return { kind: 'queued', place, behind, ...(suspension !== undefined && { suspension }) };
  }

  async function begin(request: OperationRequest, entry: RunningWork): Promise<string | undefined> {
    const runId = await crew.start(request, entry);
    holdLate(desk, crew, entry.id);
    return runId;
  }

  /** What has closed a moment ago is in nobody's way, and what runs without us is. */
  async function lookUp(about: Pick<LookInput, 'asked' | 'waited'>): Promise<Surroundings> {
    const found = await lookAround({ cluster, running: desk.state.running.map(({ id }) => id), ...about });
    for (const id of found.closed) desk.end(id);
    for (const stray of found.strays) adopt(stray);
    return found;
  }

  function adopt(stray: RunningWork): void {
    desk.adoptRunning(stray);
    crew.watch(stray.id);
  }

  if (state === undefined) desk.adopt(await foremanEyes('recover').recover({ cluster, runId: workflowInfo().runId }));
  for (const { id } of desk.state.running) crew.watch(id);
  openWhenOver(desk, crew);
  ready = true;

  for (;;) {
    openWhenOver(desk, crew);
    if (due() && idle()) await continueAsNew<typeof foreman>({ cluster, state: desk.state, turnover });
    const first = chooseNext(desk.state, habits);
    if (first !== undefined) {
      const seen = await lookUp(waitedWith(first)).catch(() => undefined);
      const next = seen === undefined ? undefined : chooseNext(desk.state, habits);
      // It stands before the one whose ids were looked for: its own come first.
      if (next !== undefined && next.id !== first.id && comesWithIds(next) && patched('ids-of-the-queue')) continue;
      if (next !== undefined) {
        const { request, ...entry } = next;
        await begin(withUsed(request, seen?.used), { ...entry, since: new Date().toISOString() });
      } else if (seen === undefined) await sleep(LOOK_AGAIN);
      continue;
    }
    if (desk.isEmpty && !crew.busy && idle()) return;
    await untilChange(desk, () => (due() && idle()) || (desk.isEmpty && !crew.busy && idle()));
  }
}

function comesWithIds({ request }: QueuedWork): boolean {
  return listComingIds(request).length > 0;
}

/** What its client knew of ids is as old as its place in the queue. */
function waitedWith(work: QueuedWork): Pick<LookInput, 'waited'> {
  const { id, since, request } = work;
  return comesWithIds(work) ? { waited: { id, since, ids: listComingIds(request) } } : {};
}

function withUsed(request: OperationRequest, used: Surroundings['used'] = []): OperationRequest {
  return used.length === 0 ? request : { ...request, usedIds: [...(request.usedIds ?? []), ...used] };
}

function refuse(failure: FailureView): Admission {
  return { kind: 'refused', failure, behind: [] };
}

/** Something for the loop: another desk, a new run or the end, or the end of a suspension. */
async function untilChange(desk: Desk, over: () => boolean): Promise<void> {
  const { version, suspension } = desk;
  const changed = () => desk.version !== version || over();
  if (suspension === undefined) await condition(changed);
  else await condition(changed, Math.max(1, Date.parse(suspension.until) - Date.now()));
}
