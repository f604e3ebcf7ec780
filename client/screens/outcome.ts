import { CLOSED_STATES, type OperationProgress } from '../../model/operation.ts';
import { showAttention } from './attention.ts';
import { indent, shorten, table, wrap } from './layout.ts';
import { describeRequest } from '../../model/describe-asked.ts';
import { describeCommand, describeRun } from '../../model/describe-command.ts';
import { elapsed, formatDuration } from './time.ts';
import { listHeld } from './tuned.ts';
import { fileCommand, suggestedCommand, type View } from './view.ts';

/** How it ended, why, and what to type next. `inFull`: the rest of it is on the screen already. */
export function showOutcome(progress: OperationProgress, view: View, inFull = false): readonly string[] {
  if (progress.attention !== undefined) return showAttention(progress, view, inFull);
  if (!CLOSED_STATES.includes(progress.state)) return [];
  const { request, startedAt, endedAt, failure } = progress;
  const took = formatDuration(elapsed(startedAt, endedAt, view.now));
  const [mark, sentence] = conclude(progress, view);
  const why =
    progress.state === 'refused'
      ? listReasons(progress, view)
      : failure === undefined
        ? []
        : wrap(`${failure.message} (${failure.code})`, view.width - 2);
  const subject = describeRequest(request);
  const [first = '', ...rest] = wrap(`${subject}: ${sentence}, ${took}`, view.width - 2);
  return [
    `${mark} ${first.startsWith(subject) ? view.style.bold(subject) + first.slice(subject.length) : first}`,
    ...indent(rest, 2),
    ...indent(why, 2),
    ...(inFull ? [] : indent(listHeld(progress, view), 2)),
    ...indent(listNext(progress, view, inFull), 2),
  ];
}

/** Each refusal and each step that could not be read, in one line; the steps above have the rest. */
function listReasons({ steps }: OperationProgress, { style, width }: View): readonly string[] {
  const reasons = steps.flatMap(({ findings = [], failure, node }) => [
    ...findings.flatMap(({ severity, subject, message }) =>
      severity === 'refusal' ? [message.includes(subject) ? message : `${subject}: ${message}`] : [],
    ),
    ...(failure === undefined ? [] : [node === undefined ? failure.message : `${node}: ${failure.message}`]),
  ]);
  return [...new Set(reasons)].map((reason) => `${style.red('✗')} ${shorten(reason, width - 4)}`);
}

function conclude(progress: OperationProgress, { style }: View): readonly [string, string] {
  const { state, request, steps } = progress;
  switch (state) {
    case 'done':
      return [style.green('✓'), describeDone(request, steps)];
    case 'planned':
      return [style.green('✓'), 'planned, nothing was changed'];
    case 'refused':
      return [style.red('✗'), 'refused by a check, nothing was changed'];
    case 'undone':
      return [
        style.yellow('↩'),
        steps.some(({ undo }) => undo) ? 'undone, what it had done was taken back' : 'undone, it had changed nothing',
      ];
    case 'abandoned': {
      const left = steps.some(({ undo, state: step }) => undo && step === 'done')
        ? 'abandoned, what was chosen is done, the rest is left as it is'
        : 'abandoned, everything is left as it is';
      const draining = listDraining(progress);
      const goesOn = draining.length === 1 ? 'drains on' : 'drain on';
      return [style.yellow('!'), draining.length === 0 ? left : `${left}: ${draining.join(', ')} ${goesOn}`];
    }
    default:
      return [style.red('✗'), 'failed'];
  }
}

/** Their tablets go on leaving, whoever looks on or not. */
function listDraining({ request, steps }: OperationProgress): readonly string[] {
  if (request.verb !== 'remove') return [];
  const begun = (id: string) =>
    steps.some((step) => step.id === id && step.state !== 'pending' && step.state !== 'skipped');
  return request.nodes.filter((node) => begun(`${node}/decommission`) && !begun(`${node}/drop`));
}

function describeDone({ verb, role, nodes }: OperationProgress['request'], steps: OperationProgress['steps']): string {
  const one = nodes.length === 1;
  const touched = new Set(steps.map(({ node }) => node));
  switch (verb) {
    case 'add':
    case 'deploy':
      if (role === 'meta') return one ? 'it votes' : 'all of them vote';
      return one ? 'it serves' : 'all of them serve';
    case 'restart':
      // `restart fe` names the whole file, and leaves out what is no member.
      if (nodes.some((node) => !touched.has(node))) return 'those that are members serve again';
      return one ? 'it serves again' : 'all of them serve again';
    case 'remove':
      return one ? 'it is gone' : 'all of them are gone';
    case 'replace':
      return one ? 'it is replaced' : 'all of them are replaced';
    case 'transfer-leader':
      return one ? `${nodes[0]} leads` : 'another one leads';
  }
}

function listNext(progress: OperationProgress, view: View, inFull: boolean): readonly string[] {
  const { state, request, failure } = progress;
  const { style } = view;
  const words = describeCommand(request);
  const again = fileCommand(request.mode === 'plan' ? `plan ${words}` : describeRun(request), view);
  const rows: (readonly [string, string])[] = [];
  if (state === 'planned') rows.push([fileCommand(words, view), 'carry it out']);
  if (state === 'refused') rows.push([again, 'when that is put right']);
  if (state === 'abandoned' && listDraining(progress).length > 0) rows.push([again, 'takes the drain up as it is']);
  if (state !== 'planned' && state !== 'refused') {
    rows.push([fileCommand('status', view), 'the cluster as it is now']);
    if (!inFull) rows.push([`muster ops show ${request.id}`, 'what was done, statement by statement']);
  }
  // A hint may be long and has no meaning beside it: it would push the others out of sight.
  const hint = failure?.hint === undefined ? [] : failure.hint.split('\n').map((line) => suggestedCommand(line, view));
  // Long ones stand alone: broken by the window, nobody could tell a command from its meaning.
  const wide = rows.some(([command, meaning]) => command.length + meaning.length + 2 > view.width - 8);
  const shown = wide
    ? rows.map(([command]) => command)
    : table(rows.map(([command, meaning]) => [command, style.dim(meaning)]));
  const [first, ...rest] = [...hint, ...shown];
  return [`${style.dim('next:')} ${first ?? ''}`, ...indent(rest, 6)];
}
