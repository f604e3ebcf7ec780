import {
  type Attention,
  describeGiven,
  type OperationProgress,
  type OperationState,
  type StepProgress,
  type VerbRecord,
} from './operation.ts';
import type { ChangePlan, ChangeResult, CheckResult, Finding, LongResult, WaitResult } from './step.ts';
import { viewLost } from './view-lost.ts';
import { viewWait } from './windows/recorded-answer.ts';
import { changeWindows, windowsOf } from './windows/kept-windows.ts';
import { viewRequest } from './view-request.ts';
import type { HistoryFact } from './history-fact.ts';

export interface Rebuilding {
  /** As the operation wrote it into its search attribute. */
  readonly state: OperationState;
  /** As written there too; where it stands, or stands still. */
  readonly step?: string;
}

type Scheduled = Extract<HistoryFact, { kind: 'scheduled' }>;

/** Tells an operation from its history alone, for when no worker can be asked. Steps that were not begun are not known. */
export function rebuildProgress(
  facts: readonly HistoryFact[],
  { state, step }: Rebuilding,
): OperationProgress | undefined {
  const asked = facts.find((fact) => fact.kind === 'asked');
  if (asked === undefined) return undefined;
  const ended = facts.find((fact) => fact.kind === 'ended');
  if (ended?.result !== undefined) return ended.result;

  const steps = rebuildSteps(facts);
  const verbs: VerbRecord[] = facts.flatMap((fact) => (fact.kind === 'verb' ? [rebuildVerb(fact)] : []));
  const attention = state === 'needs attention' && ended === undefined ? findAttention(steps, step) : undefined;
  return {
    request: viewRequest(asked.request),
    state: ended === undefined ? state : 'failed',
    startedAt: asked.at,
    ...(ended !== undefined && { endedAt: ended.at }),
    steps,
    verbs,
    ...(attention !== undefined && { attention }),
    ...rebuildWindows(facts, asked, state === 'waiting' && ended === undefined),
    ...(ended?.failure !== undefined && { failure: ended.failure }),
  };
}

/** Of what waits, the last answer says for what. */
function rebuildWindows(
  facts: readonly HistoryFact[],
  { request, at }: Extract<HistoryFact, { kind: 'asked' }>,
  waits: boolean,
): Pick<OperationProgress, 'windows' | 'window'> {
  let windows = windowsOf(request, at);
  for (const fact of facts)
    if (fact.kind === 'verb' && fact.verb === 'window') windows = changeWindows(windows, fact.input, fact.at);
  const last = facts.findLast((fact) => fact.kind === 'window');
  if (last === undefined || !waits) return windows === undefined ? {} : { windows };
  return { ...(windows !== undefined && { windows }), window: viewWait(last.answer) };
}

function rebuildVerb({ verb, input, at }: Extract<HistoryFact, { kind: 'verb' }>): VerbRecord {
  const { by, why } = input;
  const what = describeGiven(input);
  return { verb, by, ...(why !== undefined && { why }), at, ...(what !== undefined && { what }) };
}

function rebuildSteps(facts: readonly HistoryFact[]): readonly StepProgress[] {
  const steps = new Map<string, StepProgress>();
  /** By step: what was scheduled of it last. An epoch that a tune ended early may end after the next one has begun. */
  const latest = new Map<string, Scheduled>();
  for (const fact of facts) {
    if (fact.kind === 'scheduled') {
      if (isAside(fact.activityId)) continue;
      latest.set(parseActivityId(fact.activityId).id, fact);
      begin(steps, fact);
    } else if (fact.kind === 'completed' || fact.kind === 'failed' || fact.kind === 'cancelled') {
      const of = [...latest.values()].find(({ event }) => event === fact.event);
      if (of !== undefined) finish(steps, of, fact);
    }
  }
  return [...steps.values()];
}

function begin(steps: Map<string, StepProgress>, { activityId, title, at }: Scheduled): void {
  const { id, part } = parseActivityId(activityId);
  const known = steps.get(id);
  const slash = id.indexOf('/');
  const { endedAt: _, failure: __, note: ___, ...kept } = known ?? {};
  const isNextEpoch = known?.state === 'running' && known.progress !== undefined;
  steps.set(id, {
    ...kept,
    id,
    kind: part === undefined ? (known?.kind ?? 'check') : 'change',
    title,
    ...(slash > 0 && { node: id.slice(0, slash) }),
    ...(id.slice(slash + 1).startsWith('undo-') && { undo: true }),
    state: 'running',
    startedAt: (part === 'perform' || isNextEpoch) && known?.startedAt !== undefined ? known.startedAt : at,
  });
}

function finish(
  steps: Map<string, StepProgress>,
  { activityId }: Scheduled,
  fact: Extract<HistoryFact, { kind: 'completed' | 'failed' | 'cancelled' }>,
): void {
  const { id, part } = parseActivityId(activityId);
  const step = steps.get(id);
  if (step === undefined) return;
  if (fact.kind === 'failed') {
    steps.set(id, { ...step, state: 'failed', failure: fact.failure, endedAt: fact.at });
  } else if (fact.kind === 'cancelled') {
    steps.set(id, { ...step, state: 'skipped', note: 'stopped for the undo', endedAt: fact.at });
  } else if (part === 'plan') {
    const { actions, later } = fact.result as ChangePlan;
    steps.set(id, { ...step, actions, ...(later !== undefined && { later }) });
  } else if (part === 'perform') {
    steps.set(id, { ...step, state: 'done', evidence: (fact.result as ChangeResult).evidence, endedAt: fact.at });
  } else if (isMeanwhile(fact.result)) {
    steps.set(id, { ...step, kind: 'wait', note: fact.result.note, progress: fact.result.progress });
  } else {
    steps.set(id, {
      ...step,
      endedAt: fact.at,
      ...readResult(fact.result as readonly Finding[] | CheckResult | WaitResult),
    });
  }
}

/** A wait of days goes on: only an epoch of it has ended. */
function isMeanwhile(result: unknown): result is Extract<LongResult, { kind: 'meanwhile' }> {
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'meanwhile';
}

function readResult(
  result: readonly Finding[] | CheckResult | WaitResult,
): Pick<StepProgress, 'kind' | 'state'> & Partial<StepProgress> {
  if ('findings' in result) return { kind: 'check', state: 'done', findings: result.findings };
  if (!('kind' in result)) return { kind: 'check', state: 'done', findings: result };
  if (result.kind === 'reached') {
    const { note, progress } = result;
    return { kind: 'wait', state: 'done', note, ...(progress !== undefined && { progress }) };
  }
  return { kind: 'wait', state: 'failed', failure: viewLost(result) };
}

function findAttention(steps: readonly StepProgress[], id: string | undefined): Attention | undefined {
  const step =
    steps.find((candidate) => candidate.id === id && candidate.failure) ??
    steps.findLast(({ state }) => state === 'failed');
  if (step?.failure === undefined) return undefined;
  return {
    step: step.id,
    failure: step.failure,
    verbs: step.undo ? ['retry', 'abandon'] : ['retry', 'undo', 'abandon'],
    since: step.endedAt ?? '',
  };
}

/** `beat` and `eyes` change nothing, and are no part of the step's way. */
type ActivityPart = 'plan' | 'perform' | 'beat' | 'eyes';

export function isAside(activityId: string): boolean {
  const { part } = parseActivityId(activityId);
  return part === 'beat' || part === 'eyes';
}

/** `fe-2/register:perform#2` is the second perform of step `fe-2/register`. */
export function parseActivityId(activityId: string): { readonly id: string; readonly part?: ActivityPart } {
  const [, id = activityId, part] = /^(.*?)(?::(plan|perform|beat|eyes))?(?:#\d+)?$/.exec(activityId) ?? [];
  return part === undefined ? { id } : { id, part: part as ActivityPart };
}
