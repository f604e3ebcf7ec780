import { describeAsked, describeRequest } from '../../model/describe-asked.ts';
import type { OperationProgress, OperationState } from '../../model/operation.ts';
import { wrap } from './layout.ts';
import { elapsed, formatDuration, formatTime } from './time.ts';
import { listHeld } from './tuned.ts';
import type { View } from './view.ts';
import { listWindows } from './windows.ts';

/** What was asked, by whom, when, and how far it is. */
export function showHeader(progress: OperationProgress, view: View): readonly string[] {
  const { request, state, startedAt, endedAt, beside = [] } = progress;
  const { style, now, zone } = view;
  const took = formatDuration(elapsed(startedAt, endedAt, now));
  const plan = request.mode === 'plan' ? 'plan: ' : '';
  return [
    `${style.bold(`${plan}${describeRequest(request)}`)}   ${paintState(state, view)}`,
    ...wrap(
      `operation ${request.id} · asked by ${request.by} · ${formatTime(startedAt, zone)} · ${endedAt === undefined ? `for ${took}` : `took ${took}`}`,
      view.width,
    ).map((line) => style.dim(line)),
    ...listBeside(beside, request, view),
    ...listHeld(progress, view),
    ...listWindows(progress, view),
    ...describeChecks(request).flatMap((line) => wrap(line, view.width)),
  ];
}

/** While one waits for a drain another one may run. Whether it still does is not known here: only when it began. */
function listBeside(
  began: NonNullable<OperationProgress['beside']>,
  request: OperationProgress['request'],
  { width, zone }: View,
): readonly string[] {
  return [
    ...(request.beside === undefined ? [] : [`beside the drain of operation ${request.beside}`]),
    ...began.map(
      ({ id, by, at, ...asked }) =>
        `beside it began ${formatTime(at, zone)}: operation ${id} (${describeAsked(asked)}, by ${by})`,
    ),
  ].flatMap((line) => wrap(line, width));
}

/** What was overridden, and why: whoever looks later has to see it first. */
function describeChecks({ checks, accept = {} }: OperationProgress['request']): readonly string[] {
  return [
    ...(checks === undefined || checks === 'enforce' ? [] : [`checks: ${checks}`]),
    ...Object.entries(accept).map(([gate, reason]) => `accepted: ${gate}, because ${reason}`),
  ];
}

export function paintState(state: OperationState, { style }: Pick<View, 'style'>): string {
  switch (state) {
    case 'done':
    case 'planned':
      return style.green(state);
    case 'needs attention':
    case 'failed':
    case 'refused':
      return style.red(state);
    case 'paused':
    case 'undoing':
    case 'undone':
    case 'abandoned':
      return style.yellow(state);
    case 'waiting':
    case 'running':
      return style.cyan(state);
  }
}
