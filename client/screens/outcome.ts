import { CLOSED_STATES, type OperationProgress } from '../../model/operation.ts';
import { showAttention } from './attention.ts';
import { listFindings } from './findings.ts';
import { indent, table, wrap } from './layout.ts';
import { describeRequest } from './operation-header.ts';
import { elapsed, formatDuration } from './time.ts';
import { fileCommand, type View } from './view.ts';

/** The last lines of a watch: how it ended, why, and what to type next. */
export function showOutcome(progress: OperationProgress, view: View): readonly string[] {
  if (progress.attention !== undefined) return showAttention(progress, view);
  if (!CLOSED_STATES.includes(progress.state)) return [];
  const { request, startedAt, endedAt, failure } = progress;
  const took = formatDuration(elapsed(startedAt, endedAt, view.now));
  const [mark, sentence] = conclude(progress, view);
  const why = failure === undefined ? [] : wrap(`${failure.message} (${failure.code})`, view.width - 2);
  const found =
    progress.state === 'refused' ? progress.steps.flatMap(({ findings }) => listFindings(findings ?? [], view)) : [];
  return [
    `${mark} ${view.style.bold(describeRequest(request))}: ${sentence}, ${took}`,
    ...indent(found.length > 0 ? found : why, 2),
    ...indent(listNext(progress, view), 2),
  ];
}

function conclude({ state, request }: OperationProgress, { style }: View): readonly [string, string] {
  switch (state) {
    case 'done':
      return [style.green('✓'), request.nodes.length === 1 ? 'it serves' : 'all of them serve'];
    case 'planned':
      return [style.green('✓'), 'planned, nothing was changed'];
    case 'refused':
      return [style.red('✗'), 'refused by a check, nothing was changed'];
    case 'undone':
      return [style.yellow('↩'), 'undone, as it was before'];
    default:
      return [style.red('✗'), 'failed'];
  }
}

function listNext({ state, request, failure }: OperationProgress, view: View): readonly string[] {
  const { style } = view;
  const words = `${request.verb} ${request.nodes.join(' ')}`;
  const again = fileCommand(request.mode === 'plan' ? `plan ${words}` : words, view);
  const rows: (readonly [string, string])[] = [];
  if (failure?.hint !== undefined) rows.push([failure.hint, '']);
  if (state === 'planned') rows.push([fileCommand(words, view), 'carry it out']);
  if (state === 'refused') rows.push([again, 'when that is put right']);
  if (state !== 'planned' && state !== 'refused') {
    rows.push(
      [fileCommand('status', view), 'the cluster as it is now'],
      [`muster ops show ${request.id}`, 'what was done, statement by statement'],
    );
  }
  const [first, ...rest] = table(rows.map(([command, meaning]) => [command, style.dim(meaning)]));
  return [`${style.dim('next:')} ${first ?? ''}`, ...indent(rest, 6)];
}
