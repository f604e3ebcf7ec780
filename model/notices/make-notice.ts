import { describeAsked } from '../describe-asked.ts';
import type { OperationProgress, StepProgress, VerbRecord, WindowWait } from '../operation.ts';
import { suggestVerb } from '../suggest-verb.ts';
import type { News } from './judge-notices.ts';
import type { Notice } from './notice.ts';

/** Longer than any sentence; a receiver has limits too. */
const MOST = 2_000;

/** The news as a hook is told of it. Everything in it is on the screens too, so there is no secret in it. */
export function makeNotice(
  { event, step: id }: News,
  progress: OperationProgress,
  { number, at }: Pick<Notice, 'number' | 'at'>,
): Notice {
  const { request, state, attention, failure, window } = progress;
  const { verb, role, nodes, by, cluster } = request;
  const step = progress.steps.find((one) => one.id === id);
  const stall = event === 'stalled' ? step?.progress?.stall : undefined;
  const failed = event === 'needs-attention' ? attention?.failure : event === 'started' ? undefined : failure;
  const why = cut(failed?.message ?? stall?.message ?? sayWindow(event, progress) ?? whyEnded(event, progress));
  const what = describeAsked(request);
  return {
    event,
    text: cut(`${cluster}: ${what} ${say(event, step)}${why === undefined ? '' : `: ${why}`}`) ?? '',
    cluster,
    operation: request.id,
    what,
    verb,
    role,
    nodes,
    by,
    state,
    at,
    number,
    ...(step !== undefined && { step: viewStep(step) }),
    ...(why !== undefined && { why }),
    ...(failed !== undefined && { code: failed.code }),
    ...(stall !== undefined && { stall }),
    ...(event === 'waiting' && window !== undefined && { window: viewWindow(window) }),
    ...((event === 'stalled' || event === 'moving') && { left: leftOf(step) }),
    next: listNext(event, progress, step),
  };
}

function say(event: News['event'], step: StepProgress | undefined): string {
  switch (event) {
    case 'started':
      return 'begins';
    case 'needs-attention':
      return `needs attention at "${step?.title ?? 'a step'}"${step?.node === undefined ? '' : ` of ${step.node}`}`;
    case 'stalled':
      return `stands still since ${step?.progress?.stall?.since}`;
    case 'moving':
      return 'moves again';
    case 'waiting':
      return `waits for a window before "${step?.title ?? 'a step'}"${step?.node === undefined ? '' : ` of ${step.node}`}`;
    case 'done':
      return 'is done';
    case 'undone':
      return 'was undone';
    case 'abandoned':
      return 'was abandoned';
    case 'refused':
      return 'was refused, nothing was changed';
    case 'failed':
      return 'failed';
  }
}

/** Who ended it, or what did. */
function whyEnded(event: News['event'], { verbs, steps }: OperationProgress): string | undefined {
  if (event !== 'undone' && event !== 'abandoned') return undefined;
  const asked = verbs.findLast(({ verb }) => verb === (event === 'undone' ? 'undo' : 'abandon'));
  return asked === undefined ? steps.findLast(({ failure }) => failure)?.failure?.message : sayVerb(asked);
}

function sayVerb({ verb, by, why, what }: VerbRecord): string {
  return `${verb}${what === undefined ? '' : ` (${what})`} by ${by}${why === undefined ? '' : `: ${why}`}`;
}

function viewWindow({ span, timezone, opensAt }: WindowWait): NonNullable<Notice['window']> {
  return { span, timezone, opensAt };
}

function sayWindow(event: News['event'], { window }: OperationProgress): string | undefined {
  if (event !== 'waiting' || window === undefined) return undefined;
  const { span, timezone, opensAt } = window;
  return opensAt === null ? 'no window is in sight' : `${span} (${timezone}) opens ${opensAt}`;
}

function viewStep({ id, title, node }: StepProgress): NonNullable<Notice['step']> {
  return { id, title, ...(node !== undefined && { node }) };
}

function leftOf(step: StepProgress | undefined): NonNullable<Notice['left']> {
  const nodes = Object.entries(step?.progress?.nodes ?? {});
  return Object.fromEntries(
    nodes.map(([node, { total, samples }]) => [node, { left: samples.at(-1)?.left ?? total, total }]),
  );
}

/** What is so first, then the commands that fit. */
function listNext(
  event: News['event'],
  progress: OperationProgress,
  step: StepProgress | undefined,
): readonly string[] {
  const { request, attention, failure, leaving } = progress;
  const show = `muster ops show ${request.id}`;
  switch (event) {
    case 'started':
    case 'moving':
      return [`muster ops watch ${request.id}`];
    case 'needs-attention':
      return [
        ...linesOf(attention?.failure.hint),
        // What to leave has to be chosen, and the command itself asks.
        ...(attention?.verbs ?? []).map((verb) => `${suggestVerb(verb, progress)} --why '…'`),
        ...(leaving === undefined ? [] : [`# abandon asks: ${leaving.asks}`]),
        show,
      ];
    case 'stalled':
      return [...(step?.progress?.stall?.next ?? []), show];
    case 'waiting':
      return [`muster window open ${request.id} --reason '…'   # goes on at once`, show];
    default:
      return [...linesOf(failure?.hint), show];
  }
}

function linesOf(hint: string | undefined): readonly string[] {
  return hint === undefined ? [] : hint.split('\n');
}

function cut<Text extends string | undefined>(text: Text): Text {
  return (text === undefined || text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`) as Text;
}
