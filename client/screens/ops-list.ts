import { describeAsked } from '../../model/describe-asked.ts';
import type { OperationState, OperationVerb, WindowWait } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import { describeDrain } from '../../model/progress/describe-drain.ts';
import { indent, shorten, table, widthOf, wrap } from './layout.ts';
import { paintState } from './operation-header.ts';
import { elapsed, formatDay, formatDuration } from './time.ts';
import type { View } from './view.ts';
import { describeWait } from './windows.ts';

/** One operation as the list of the server has it. */
export interface OperationRow {
  readonly id: string;
  readonly cluster: string;
  readonly verb: OperationVerb;
  readonly nodes: readonly string[];
  /** Those that take their place. */
  readonly with?: readonly string[];
  readonly plan: boolean;
  readonly state: OperationState;
  readonly by: string;
  /** The reasons that were given with the request. */
  readonly why?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** While it waits for one. */
  readonly drain?: LongProgress;
  /** While it waits for one. */
  readonly window?: WindowWait;
}

export interface ListOptions {
  /** There are more than are shown. @default false */
  readonly more?: boolean;
  /** Only some were asked for. @default false */
  readonly asked?: boolean;
}

/** Of what was asked for; below that the names of the nodes say too little, and who asked goes below. */
const LEAST = 16;

/** What is said below an operation begins where the clusters do. */
const MARGIN = 11;

/** In the order in which they are given. */
export function showOperations(
  rows: readonly OperationRow[],
  view: View,
  { more = false, asked = false }: ListOptions = {},
): readonly string[] {
  const { style, width } = view;
  if (rows.length === 0) return showNone(asked, view);
  const taken = (column: (row: OperationRow) => string, title: string) =>
    Math.max(title.length, ...rows.map((row) => widthOf(column(row)))) + 2;
  const rest =
    taken(({ id }) => id, 'OPERATION') +
    taken(({ cluster }) => cluster, 'CLUSTER') +
    taken(({ state }) => state, 'STATE') +
    taken((row) => began(row, view), 'STARTED') +
    taken((row) => took(row, view), 'TOOK');
  const beside = width - rest - taken(({ by }) => by, 'BY');
  const narrow = beside < LEAST;
  const room = narrow ? Math.max(8, width - rest) : beside;
  const head = ['OPERATION', 'CLUSTER', 'WHAT', 'STATE', 'STARTED', 'TOOK', ...(narrow ? [] : ['BY'])];
  const [titles = '', ...lines] = table([
    head.map((title) => style.dim(title)),
    ...rows.map((row) => [
      row.id,
      row.cluster,
      shorten(`${row.plan ? 'plan ' : ''}${describeAsked(row, ' ')}`, room),
      paintState(row.state, view),
      began(row, view),
      took(row, view),
      ...(narrow ? [] : [row.by]),
    ]),
  ]);
  return [
    titles,
    ...rows.flatMap((row, index) => [
      lines[index] ?? '',
      ...listReason(row, narrow, view),
      ...listDrain(row, view),
      ...listWait(row, view),
    ]),
    ...(more ? ['', `${style.dim('there are more:')} muster ops list --all`] : []),
  ];
}

function showNone(asked: boolean, { style }: View): readonly string[] {
  return asked
    ? ['No operation fits what was asked for.', `${style.dim('next:')} muster ops list --all`]
    : [
        'No operation is known.',
        `${style.dim('next:')} muster plan add <node>   ${style.dim('# shows what it would do')}`,
      ];
}

function began({ startedAt }: OperationRow, { zone }: View): string {
  return formatDay(startedAt, zone);
}

function took({ startedAt, endedAt }: OperationRow, { now }: View): string {
  return formatDuration(elapsed(startedAt, endedAt, now));
}

/** Who and why, as far as the line above has no room for it. */
function listReason({ by, why }: OperationRow, narrow: boolean, { width, style }: View): readonly string[] {
  const said = [...(narrow ? [`by ${by}`] : []), ...(why === undefined ? [] : [why])].join(', ');
  return said === '' ? [] : indent(wrap(said, width - MARGIN), MARGIN).map((line) => style.dim(line));
}

/** Below what it is about. */
function listDrain({ drain }: OperationRow, view: View): readonly string[] {
  if (drain === undefined) return [];
  const { width, style } = view;
  const lines = describeDrain(drain, view).flatMap((line) => wrap(line, width - MARGIN));
  return indent(lines, MARGIN).map((line) => style.dim(line));
}

function listWait({ window }: OperationRow, view: View): readonly string[] {
  if (window === undefined) return [];
  return describeWait(window, view).map((line) => `${' '.repeat(MARGIN)}${view.style.dim(line)}`);
}
