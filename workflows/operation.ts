import {
  CancellationScope,
  defineQuery,
  isCancellation,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type AbandonInput,
  type OperationProgress,
  type OperationRequest,
  type OperationState,
  PROGRESS_QUERY,
  type TuneInput,
  type Verb,
  type StepVerbInput,
  type VerbInput,
  type VerbRecord,
  type GivenInput,
  type WindowInput,
  describeChoice,
  describeGiven,
} from '../model/operation.ts';
import type { FailureView } from '../model/step.ts';
import { announceBeside, besideSignal } from './core/beside.ts';
import { takeSuspension } from './core/suspension.ts';
import { ActivityCaller } from './core/call-activity.ts';
import { Holding } from './core/holding.ts';
import { Journal } from './core/journal.ts';
import { type Ending, leave, leaveCancelled } from './core/leave.ts';
import { Lease, toLeaseInput } from './core/lease.ts';
import { Notices } from './core/notices.ts';
import { OutlineSteps } from './core/outline-steps.ts';
import { outlineUndo } from './core/outline-undo.ts';
import { PlanSteps } from './core/plan-steps.ts';
import type { Procedure, ProcedureInput } from './core/procedure.ts';
import { OperationRefused } from './core/refused.ts';
import { RunSteps } from './core/run-steps.ts';
import { ProgressDisplay } from './core/show-progress.ts';
import { RecordTeller } from './core/tell-record.ts';
import { UndoSteps } from './core/undo-steps.ts';
import {
  abandonUpdate,
  refuseChoice,
  refuseTune,
  refuseWindow,
  tuneUpdate,
  pauseUpdate,
  refuseStep,
  refuseVerb,
  resumeUpdate,
  retryUpdate,
  skipUpdate,
  throwRefusal,
  undoUpdate,
  windowUpdate,
} from './core/verbs.ts';
import { Abandoned, UndoRequested } from './core/view-failure.ts';
import { WindowKeeper } from './core/window-keeper.ts';
import { findProcedure } from './procedures.ts';

const progressQuery = defineQuery<OperationProgress>(PROGRESS_QUERY);

/** One requested change of one cluster, from the first check to the last wait, or back; whoever wants to is told of it. */
export async function operation(request: OperationRequest): Promise<OperationProgress> {
  const notices = new Notices(request);
  const ended = await conduct(request, notices);
  await notices.handedOver();
  return ended;
}

async function conduct(request: OperationRequest, notices: Notices): Promise<OperationProgress> {
  const display = new ProgressDisplay();
  let performed: ReadonlySet<string> = new Set();
  const teller = new RecordTeller(
    () => journal.view(),
    () => outlineUndo(procedure, input, performed),
  );
  const journal: Journal = new Journal(request, () => {
    const progress = journal.view();
    display.show(progress);
    teller.tell();
    notices.see(progress);
  });
  const holding = new Holding(journal, request.onFailure);
  const windows = new WindowKeeper(journal, request);
  const run = new CancellationScope({ cancellable: true });
  setHandler(progressQuery, () => journal.view());
  setHandler(besideSignal, (news) => journal.noteBeside(news));
  takeSuspension(journal, holding);
  takeVerbs(journal, holding, run);
  takeWindows(journal, windows);

  const procedure = findProcedure(request);
  const input = readInput(request);
  // An operation that began before there were leases has none to its end.
  const leases = patched('lease');
  const outline = new OutlineSteps(journal, windows.holds, leases);
  await procedure.run(outline, input);
  outline.end();

  // A foreman has judged that when the submit came; what waited in its queue begins long after it.
  if (workflowInfo().parent === undefined && Date.now() > Date.parse(request.notAfter)) return endLate(journal);
  if (request.beside?.runId !== undefined && !(await announceBeside(request, request.beside)))
    return endAlone(journal, request);
  const caller = new ActivityCaller();
  if (request.mode === 'plan') {
    await tellOpening(journal, windows);
    const asked = leases ? toLeaseInput(request) : undefined;
    const steps = new PlanSteps(journal, caller, input.cluster.pace, request, windows.holds, asked);
    return await plan(procedure, input, journal, steps);
  }
  const lease = leases ? new Lease(journal, caller, holding, request) : undefined;
  const { pace } = request.cluster;
  const steps = new RunSteps({ journal, caller, holding, pace, policy: request, windows, lease });
  performed = steps.performed;
  const end = async (how: End) => {
    await lease?.release();
    if (how.state === 'done') journal.leaveOutUnreached();
    journal.set({ ...how, ended: true });
  };
  const makeEnding = (): Ending => {
    const undo = new UndoSteps(journal, caller, holding, request.cluster.pace, steps.performed);
    return { procedure, input, journal, holding, undo };
  };
  try {
    await run.run(() => procedure.run(steps, input));
    steps.end();
    // Its last change went on to its end, as it has to, and nothing came after it that could heed the undo.
    const unheeded = run.consideredCancelled && !holding.abandoned && journal.noReturn === undefined;
    if (unheeded && patched('undo-of-the-last')) throw new UndoRequested('given while the last change was made');
    await end({ state: 'done' });
  } catch (error) {
    if (error instanceof OperationRefused) {
      await end({ state: 'refused', failure: error.view });
    } else if (holding.abandoned || error instanceof Abandoned) {
      await leave(makeEnding());
      await end({ state: 'abandoned' });
    } else if (isCancellation(error) && journal.noReturn !== undefined) {
      await CancellationScope.nonCancellable(() => leaveCancelled(makeEnding()));
      await end({ state: 'abandoned' });
    } else if (error instanceof UndoRequested || isCancellation(error)) {
      await end(await CancellationScope.nonCancellable(() => takeBack(makeEnding())));
    } else {
      throw error;
    }
  }
  return journal.view();
}

/** How it ends; that is told when the cluster is free. */
interface End {
  readonly state: OperationState;
  readonly failure?: FailureView;
}

async function plan(
  procedure: Procedure,
  input: ProcedureInput,
  journal: Journal,
  steps: PlanSteps,
): Promise<OperationProgress> {
  await procedure.run(steps, input);
  steps.end();
  journal.leaveOutUnreached();
  journal.set({ state: steps.refused ? 'refused' : 'planned', ended: true });
  return journal.view();
}

/** A plan says when what waits for a window would go on. */
async function tellOpening(journal: Journal, windows: WindowKeeper): Promise<void> {
  const opening = await windows.ask({ step: 'plan', title: 'Plan' });
  if (opening === undefined) return;
  const { about: _, at: __, timezone: ___, ...answer } = opening;
  journal.set({ opening: answer });
}

async function takeBack(ending: Ending): Promise<End> {
  const { procedure, input, journal, undo } = ending;
  journal.set({ state: 'undoing', attention: undefined, unpausable: undefined });
  try {
    await procedure.undo(undo, input);
    journal.set({ leaving: undefined });
    return { state: 'undone' };
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
    await leave(ending);
    return { state: 'abandoned' };
  }
}

function readInput(request: OperationRequest): ProcedureInput {
  const { cluster, nodes, lost = false, outage, noDrain = false, confirm = [], limit = 2 } = request;
  const { with: replacements = [], usedIds = [] } = request;
  return {
    cluster,
    nodes,
    lost,
    noDrain,
    confirm,
    limit,
    replacements,
    usedIds,
    ...(outage !== undefined && { outage }),
  };
}

/** The client gave up on this submit and told its user so; measured: a submit ran 15 s after its client had gone. */
function endLate(journal: Journal): OperationProgress {
  const message = 'The submit reached a worker after its client had given up on it; nothing was done';
  journal.set({ state: 'failed', failure: { code: 'SUBMIT_LATE', kind: 'refused', message }, ended: true });
  return journal.view();
}

/** What it was to run beside has ended: it would change a cluster that nothing of it holds. */
function endAlone(journal: Journal, { beside }: OperationRequest): OperationProgress {
  const message = `Operation ${beside?.operation}, beside whose drain it was to run, has ended meanwhile; nothing was done`;
  const hint = 'give the same command again: the cluster is free, or somebody else holds it';
  journal.set({ state: 'failed', failure: { code: 'DRAIN_ENDED', kind: 'refused', message, hint }, ended: true });
  return journal.view();
}

/** Each verb only sets a flag or cancels a scope: it answers at once, whatever the operation waits for. */
function takeVerbs(journal: Journal, holding: Holding, run: CancellationScope): void {
  const validator = (verb: Verb) => (input: StepVerbInput) => {
    const progress = journal.view();
    throwRefusal(refuseVerb(verb, progress, holding.paused) ?? refuseStep(progress, input));
  };
  const taker = (verb: Verb, act: () => void) => (input: VerbInput) => {
    journal.record(recordOf(verb, input));
    act();
    return journal.view();
  };
  setHandler(
    pauseUpdate,
    taker('pause', () => holding.pause()),
    { validator: validator('pause') },
  );
  setHandler(
    resumeUpdate,
    taker('resume', () => holding.resume()),
    { validator: validator('resume') },
  );
  setHandler(
    retryUpdate,
    taker('retry', () => holding.retry()),
    { validator: validator('retry') },
  );
  setHandler(
    undoUpdate,
    taker('undo', () => run.cancel()),
    { validator: validator('undo') },
  );
  setHandler(
    skipUpdate,
    taker('skip', () => holding.skip()),
    { validator: validator('skip') },
  );
  setHandler(
    abandonUpdate,
    (input: AbandonInput) => {
      const { choice } = input;
      const chosen = journal.view().leaving?.choices.find(({ name }) => name === choice);
      journal.record({ ...recordOf('abandon', input), ...(chosen !== undefined && { what: describeChoice(chosen) }) });
      holding.abandon(choice);
      run.cancel();
      return journal.view();
    },
    {
      validator: (input: AbandonInput) => {
        throwRefusal(refuseVerb('abandon', journal.view(), holding.paused));
        throwRefusal(refuseChoice(journal.view(), input));
      },
    },
  );
  setHandler(
    tuneUpdate,
    (input: TuneInput) => {
      journal.record(recordOf('tune', input));
      holding.wish({ knob: input.knob, value: input.value });
      return journal.view();
    },
    { validator: (input: TuneInput) => throwRefusal(refuseTune(journal.view(), holding.paused, input)) },
  );
}

/** Reaches an operation that waits at once. */
function takeWindows(journal: Journal, windows: WindowKeeper): void {
  setHandler(
    windowUpdate,
    (input: WindowInput) => {
      journal.record(recordOf('window', input));
      windows.take(input);
      return journal.view();
    },
    { validator: (input: WindowInput) => throwRefusal(refuseWindow(journal.view(), input)) },
  );
}

function recordOf(verb: VerbRecord['verb'], input: GivenInput): VerbRecord {
  const { by, why } = input;
  const what = describeGiven(input);
  return {
    verb,
    by,
    ...(why !== undefined && { why }),
    at: new Date().toISOString(),
    ...(what !== undefined && { what }),
  };
}
