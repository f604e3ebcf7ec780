import type { OperationState } from '../../model/operation.ts';
import { table } from './layout.ts';
import { paintState } from './operation-header.ts';
import { elapsed, formatDay, formatDuration } from './time.ts';
import type { View } from './view.ts';

/** One operation as the list of the server has it. */
export interface OperationRow {
  readonly id: string;
  readonly cluster: string;
  readonly verb: string;
  readonly nodes: readonly string[];
  readonly plan: boolean;
  readonly state: OperationState;
  readonly by: string;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** Newest first, as given. */
export function showOperations(rows: readonly OperationRow[], view: View): readonly string[] {
  const { style, now, zone } = view;
  if (rows.length === 0)
    return [
      'No operation is known.',
      `${style.dim('next:')} muster plan add <node>   ${style.dim('shows what it would do')}`,
    ];
  const head = ['OPERATION', 'CLUSTER', 'WHAT', 'STATE', 'STARTED', 'TOOK', 'BY'].map((title) => style.dim(title));
  return table([
    head,
    ...rows.map((row) => [
      row.id,
      row.cluster,
      `${row.plan ? 'plan ' : ''}${row.verb} ${row.nodes.join(' ')}`,
      paintState(row.state, view),
      formatDay(row.startedAt, zone),
      formatDuration(elapsed(row.startedAt, row.endedAt, now)),
      row.by,
    ]),
  ]);
}
