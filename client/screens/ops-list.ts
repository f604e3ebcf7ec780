import { describeAsked } from '../../model/describe-asked.ts';
import type { OperationState, OperationVerb, WindowWait } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import { describeDrain } from '../../model/progress/describe-drain.ts';
import { indent, shorten, table, wrap } from './layout.ts';
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
  readonly startedAt: string;
  readonly endedAt?: string;
  /** While it waits for one. */
  readonly drain?: LongProgress;
  /** While it waits for one. */
  readonly window?: WindowWait;
}

/** What the other columns take: the id, `needs attention`, `21 Nov 14:02`, `59 min 59 s`, and two spaces between them. */
const REST = 9 + 15 + 12 + 11 + 12;

/** The column of the clusters begins there. */
const DRAIN_MARGIN = 11;

/** Newest first, as given. */
export function showOperations(rows: readonly OperationRow[], view: View): readonly string[] {
  const { style, now, zone } = view;
  if (rows.length === 0)
    return [
      'No operation is known.',
      `${style.dim('next:')} muster plan add <node>   ${style.dim('shows what it would do')}`,
    ];
  const owner = Math.max(...rows.map(({ by }) => by.length), 2);
  const name = Math.max(...rows.map(({ cluster }) => cluster.length), 'CLUSTER'.length);
  const room = Math.max(16, view.width - (REST + owner + name));
  const head = ['OPERATION', 'CLUSTER', 'WHAT', 'STATE', 'STARTED', 'TOOK', 'BY'].map((title) => style.dim(title));
  const [titles = '', ...lines] = table([
    head,
    ...rows.map((row) => [
      row.id,
      row.cluster,
      shorten(`${row.plan ? 'plan ' : ''}${describeAsked(row, ' ')}`, room),
      paintState(row.state, view),
      formatDay(row.startedAt, zone),
      formatDuration(elapsed(row.startedAt, row.endedAt, now)),
      row.by,
    ]),
  ]);
  return [
    titles,
    ...rows.flatMap((row, index) => [lines[index] ?? '', ...listDrain(row, view), ...listWait(row, view)]),
  ];
}

/** Below what it is about. */
function listDrain({ drain }: OperationRow, view: View): readonly string[] {
  if (drain === undefined) return [];
  const { width, style } = view;
  const lines = describeDrain(drain, view).flatMap((line) => wrap(line, width - DRAIN_MARGIN));
  return indent(lines, DRAIN_MARGIN).map((line) => style.dim(line));
}

function listWait({ window }: OperationRow, view: View): readonly string[] {
  if (window === undefined) return [];
  return describeWait(window, view).map((line) => `${' '.repeat(DRAIN_MARGIN)}${view.style.dim(line)}`);
}
