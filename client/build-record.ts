import { applyChecks } from '../model/apply-checks.ts';
import { describeGiven, type OperationProgress, type OperationState, type VerbRecord } from '../model/operation.ts';
import { listReasons } from '../model/list-reasons.ts';
import type { WindowRules } from '../model/windows/rules.ts';
import type { RecordedAnswer } from '../model/windows/recorded-answer.ts';
import type { LongProgress } from '../model/progress.ts';
import type {
  Action,
  ChangePlan,
  ChangeResult,
  CheckResult,
  Evidence,
  FailureView,
  Finding,
  LongResult,
} from '../model/step.ts';
import { viewLost } from '../model/view-lost.ts';
import { viewRequest } from '../model/view-request.ts';
import type { HistoryFact } from '../model/history-fact.ts';
import { isAside, parseActivityId } from '../model/rebuild-progress.ts';

/** What a step did or said, once. A step that was tried again has several. */
interface StepEntry {
  /** ISO time, of the server. */
  readonly at: string;
  readonly step: string;
  readonly title: string;
  /** How often it was tried for that, when more than once, and why the try before the last one failed. */
  readonly tries?: { readonly count: number; readonly failure?: FailureView };
}

export type RecordEntry =
  | {
      readonly kind: 'asked';
      readonly at: string;
      readonly request: OperationProgress['request'];
      /** Why it may be done, as far as that was said with it. */
      readonly reasons: readonly string[];
      /** Other windows than those of the cluster file. */
      readonly windows?: WindowRules;
    }
  | ({ readonly kind: 'verb' } & VerbRecord)
  /** Whether a step might begin. */
  | (StepEntry & { readonly kind: 'window'; readonly answer: RecordedAnswer })
  | (StepEntry & { readonly kind: 'checked'; readonly findings: readonly Finding[] })
  /** What a change was about to do; only where it did not come to it, or did otherwise. */
  | (StepEntry & {
      readonly kind: 'planned';
      readonly actions: readonly Action[];
      readonly later?: readonly string[];
    })
  | (StepEntry & { readonly kind: 'done'; readonly evidence: readonly Evidence[] })
  /** A wait that ended, or an epoch of one. */
  | (StepEntry & { readonly kind: 'waited'; readonly note: string; readonly stall?: LongProgress['stall'] })
  | (StepEntry & { readonly kind: 'failed'; readonly failure: FailureView })
  | (StepEntry & { readonly kind: 'stopped' })
  /** It was begun and has not ended: there may be an effect. */
  | (StepEntry & { readonly kind: 'begun' })
  | {
      readonly kind: 'ended';
      readonly at: string;
      readonly state: OperationState;
      readonly failure?: FailureView;
    };

type Scheduled = Extract<HistoryFact, { kind: 'scheduled' }>;

/** Everything that the server wrote down of an operation, in the order of its time. `state` is that of its end. */
export function buildRecord(facts: readonly HistoryFact[], state: OperationState): readonly RecordEntry[] {
  const asked = facts.find((fact) => fact.kind === 'asked');
  const scheduled = new Map<number, Scheduled>();
  const tries = new Map<number, StepEntry['tries']>();
  const entries: RecordEntry[] = [];
  for (const fact of facts) {
    switch (fact.kind) {
      case 'asked':
        entries.push(readAsked(fact));
        break;
      case 'verb':
        entries.push(readVerb(fact));
        break;
      case 'scheduled':
        if (!isAside(fact.activityId)) scheduled.set(fact.event, fact);
        break;
      case 'tried':
        tries.set(fact.event, {
          count: fact.attempt,
          ...(fact.failure !== undefined && { failure: fact.failure }),
        });
        break;
      case 'window': {
        const { step, title } = fact.answer.about;
        entries.push({ kind: 'window', at: fact.at, step, title, answer: fact.answer });
        break;
      }
      case 'ended':
        entries.push(readEnd(fact, state));
        break;
      default: {
        const of = scheduled.get(fact.event);
        if (of === undefined) break;
        scheduled.delete(fact.event);
        const tried = tries.get(fact.event);
        const entry = { ...nameStep(of), at: fact.at, ...(tried !== undefined && { tries: tried }) };
        entries.push(...readOutcome(entry, of, fact, asked?.request ?? {}));
      }
    }
  }
  const open = [...scheduled.values()].map(
    (of): RecordEntry => ({ kind: 'begun', ...nameStep(of), at: of.at, ...triesOf(tries.get(of.event)) }),
  );
  return withoutCarriedOut([...entries, ...open]);
}

function nameStep({ activityId, title }: Scheduled): Pick<StepEntry, 'step' | 'title'> {
  return { step: parseActivityId(activityId).id, title };
}

function triesOf(tries: StepEntry['tries']): Pick<StepEntry, 'tries'> {
  return tries === undefined ? {} : { tries };
}

function readAsked({ at, request }: Extract<HistoryFact, { kind: 'asked' }>): RecordEntry {
  const { windows } = request;
  return {
    kind: 'asked',
    at,
    request: viewRequest(request),
    reasons: listReasons(request),
    ...(windows !== undefined && { windows }),
  };
}

function readVerb({ verb, input, at }: Extract<HistoryFact, { kind: 'verb' }>): RecordEntry {
  const { by, why } = input;
  const what = describeGiven(input);
  return { kind: 'verb', verb, by, at, ...(why !== undefined && { why }), ...(what !== undefined && { what }) };
}

function readEnd({ at, result, failure }: Extract<HistoryFact, { kind: 'ended' }>, state: OperationState): RecordEntry {
  const why = failure ?? result?.failure;
  return { kind: 'ended', at, state: result?.state ?? state, ...(why !== undefined && { failure: why }) };
}

function readOutcome(
  entry: StepEntry,
  { activityId }: Scheduled,
  fact: Extract<HistoryFact, { kind: 'completed' | 'failed' | 'cancelled' }>,
  policy: Parameters<typeof applyChecks>[1],
): readonly RecordEntry[] {
  if (fact.kind === 'failed') return [{ kind: 'failed', ...entry, failure: fact.failure }];
  if (fact.kind === 'cancelled') return [{ kind: 'stopped', ...entry }];
  const { part } = parseActivityId(activityId);
  if (part === 'plan') {
    const { actions, later } = fact.result as ChangePlan;
    return [{ kind: 'planned', ...entry, actions, ...(later !== undefined && { later }) }];
  }
  if (part === 'perform') return [{ kind: 'done', ...entry, evidence: (fact.result as ChangeResult).evidence }];
  const result = fact.result as readonly Finding[] | CheckResult | LongResult;
  if (!('kind' in result)) {
    const findings = 'findings' in result ? result.findings : result;
    return [{ kind: 'checked', ...entry, findings: applyChecks(findings, policy) }];
  }
  if (result.kind === 'lost') return [{ kind: 'failed', ...entry, failure: viewLost(result) }];
  const stall = result.progress?.stall;
  return [{ kind: 'waited', ...entry, note: result.note, ...(stall !== undefined && { stall }) }];
}

/** A plan that was carried out to the letter would only say the same a second time. */
function withoutCarriedOut(entries: readonly RecordEntry[]): readonly RecordEntry[] {
  return entries.filter((entry, index) => {
    if (entry.kind !== 'planned' || (entry.later?.length ?? 0) > 0) return true;
    const next = entries
      .slice(index + 1)
      .find((other) => 'step' in other && other.step === entry.step && other.kind !== 'window');
    if (next?.kind !== 'done') return true;
    const done = new Set(next.evidence.map(({ action }) => JSON.stringify(action)));
    return !entry.actions.every((action) => done.has(JSON.stringify(action)));
  });
}
