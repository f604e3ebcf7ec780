import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  getExternalWorkflowHandle,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { chooseNext, decide, makeEntry, viewDesk } from '../model/admission.ts';
import {
  ADMISSION_QUERY,
  type Admission,
  type AdmissionView,
  type ForemanStart,
  LEAVE_UPDATE,
  type LeaveInput,
  operationWorkflowId,
  SUBMIT_UPDATE,
  type Submission,
  SUSPEND_UPDATE,
  type Suspension,
  UNSUSPEND_UPDATE,
} from '../model/foreman.ts';
import type { VerbInput } from '../model/operation.ts';
import type { FailureView } from '../model/step.ts';
import { openSignal, suspendSignal } from './core/suspension.ts';
import { Crew } from './foreman/crew.ts';
import { Desk } from './foreman/desk.ts';
import { foremanEyes, lookAround } from './foreman/eyes.ts';

export const admissionQuery = defineQuery<AdmissionView>(ADMISSION_QUERY);
export const submitUpdate = defineUpdate<Admission, [Submission]>(SUBMIT_UPDATE);
export const leaveUpdate = defineUpdate<AdmissionView, [LeaveInput]>(LEAVE_UPDATE);
export const suspendUpdate = defineUpdate<AdmissionView, [Suspension]>(SUSPEND_UPDATE);
export const unsuspendUpdate = defineUpdate<AdmissionView, [VerbInput]>(UNSUSPEND_UPDATE);

const TURNOVER = 1_500;

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
  const view = () => viewDesk(cluster, desk.state);

  setHandler(admissionQuery, view);
  setHandler(submitUpdate, (submission) => {
    taken++;
    return CancellationScope.nonCancellable(() => admit(submission));
  });
  setHandler(
    leaveUpdate,
    ({ id }) => {
      taken++;
      desk.leave(id);
      return view();
    },
    { validator: ({ id }) => refuseLeave(desk, id, ready) },
  );
  setHandler(suspendUpdate, async (suspension) => {
    taken++;
    await condition(() => ready);
    suspend(cluster, desk, suspension);
    return view();
  });
  setHandler(unsuspendUpdate, async (input) => {
    taken++;
    await condition(() => ready);
    if (desk.suspension !== undefined) open(cluster, desk, input);
    return view();
  });

  async function admit({ request, ifBusy }: Submission): Promise<Admission> {
    if (Date.now() > Date.parse(request.notAfter)) return refuse(LATE);
    await condition(() => ready);
    await lookUp(request.id);
    // From here to the change of the desk there is no wait: what is decided is still so when it is done.
    const workflowId = operationWorkflowId(cluster, request.id);
    if (desk.findRunning(request.id) !== undefined) return { kind: 'running', workflowId };
    const place = desk.state.queue.findIndex(({ id }) => id === request.id);
    if (place >= 0) return { kind: 'queued', place: place + 1, behind: view().queue[place]?.behind ?? [] };
    const entry = makeEntry(request, new Date().toISOString());
    const decided = decide(desk.state, { request, ifBusy });
    if (decided.kind === 'refuse') return { kind: 'refused', failure: decided.failure, behind: decided.behind };
    if (decided.kind === 'queue')
      return { kind: 'queued', place: desk.enqueue({ ...entry, request }), behind: decided.behind };
    const runId = await crew.start(request, entry);
    return { kind: 'running', workflowId, ...(runId !== undefined && { runId }) };
  }

  /** What has closed a moment ago is in nobody's way, and what runs without us is. */
  async function lookUp(asked: string): Promise<void> {
    const { strays, closed } = await lookAround({ cluster, running: desk.state.running.map(({ id }) => id), asked });
    for (const id of closed) desk.end(id);
    for (const stray of strays) {
      if (desk.findRunning(stray.id) !== undefined) continue;
      desk.adopt({ running: [stray], queue: [] });
      crew.watch(stray.id);
    }
  }

  if (state === undefined)
    desk.adopt(await foremanEyes('recover').recover({ cluster, runId: workflowInfo().runId, now: Date.now() }));
  for (const { id } of desk.state.running) crew.watch(id);
  ready = true;

  for (;;) {
    if (desk.suspension !== undefined && Date.now() >= Date.parse(desk.suspension.until)) {
      open(cluster, desk, { by: 'the foreman', why: 'the suspension is over' });
    }
    const next = chooseNext(desk.state);
    if (next !== undefined) {
      const { request, ...entry } = next;
      await crew.start(request, { ...entry, since: new Date().toISOString() });
      continue;
    }
    if (desk.isEmpty && !crew.busy && allHandlersFinished()) return;
    if ((taken >= turnover || workflowInfo().continueAsNewSuggested) && allHandlersFinished()) {
      await continueAsNew<typeof foreman>({ cluster, state: desk.state, turnover });
    }
    await untilChange(desk, crew, () => taken >= turnover && allHandlersFinished());
  }
}

const LATE: FailureView = {
  code: 'SUBMIT_LATE',
  kind: 'refused',
  message: 'The submit reached a worker after its client had given up on it; nothing was done',
};

function refuse(failure: FailureView): Admission {
  return { kind: 'refused', failure, behind: [] };
}

/** Something for the loop: another desk, nothing left to do, or the end of a suspension. */
async function untilChange(desk: Desk, crew: Crew, due: () => boolean): Promise<void> {
  const { version, suspension } = desk;
  const changed = () => desk.version !== version || due() || (desk.isEmpty && !crew.busy && allHandlersFinished());
  if (suspension === undefined) await condition(changed);
  else await condition(changed, Math.max(1, Date.parse(suspension.until) - Date.now()));
}

function suspend(cluster: string, desk: Desk, suspension: Suspension): void {
  const { by, reason, until } = suspension;
  const paused = suspension.running === 'pause' ? desk.state.running.map(({ id }) => id) : [];
  desk.suspend(suspension, paused);
  signalAll(cluster, paused, suspendSignal, { by, why: `suspended until ${until}: ${reason}` });
}

function open(cluster: string, desk: Desk, input: VerbInput): void {
  signalAll(cluster, desk.open(), openSignal, input);
}

/** One that has ended meanwhile hears nothing, and need not. */
function signalAll(cluster: string, ids: readonly string[], signal: typeof openSignal, input: VerbInput): void {
  for (const id of ids) {
    void getExternalWorkflowHandle(operationWorkflowId(cluster, id))
      .signal(signal, input)
      .catch(() => {});
  }
}

function refuseLeave(desk: Desk, id: string, ready: boolean): void {
  if (ready && desk.findQueued(id) !== undefined) return;
  const running = desk.findRunning(id) !== undefined;
  const view: FailureView = {
    code: 'VERB_REFUSED',
    kind: 'refused',
    message: running ? `Operation ${id} has begun: it does not wait any more` : `No operation ${id} waits in the queue`,
    hint: running ? `muster ops undo ${id}` : 'muster queue',
  };
  throw ApplicationFailure.create({ message: view.message, type: view.code, nonRetryable: true, details: [view] });
}
