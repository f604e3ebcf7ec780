import type { DrainRecord, LongProgress } from '../../progress.ts';
import { addSample } from '../../progress/add-sample.ts';
import { isQuiet } from '../../progress/is-quiet.ts';
import { type BackendRow, backendRowHandle } from '../data/backend-rows.ts';

/** A backend that is waited for, as it was when its DECOMMISSION was sent or taken up. */
export type Draining = {
  readonly node: string;
  readonly handle: string;
  /** Another one under the same address is another backend; null: it was gone already. */
  readonly backendId: string | null;
  readonly left: number;
  readonly bytes: number;
  /** When that was read, in ms since 1970. */
  readonly at: number;
  /** Replicas that cannot move, and are to be dropped with it: confirmed while it was dead. Null: all of them have to move. */
  readonly stays: number | null;
};

export interface DrainQuestion {
  readonly nodes: readonly Draining[];
  readonly rows: readonly BackendRow[];
  readonly known: LongProgress['nodes'];
  readonly now: number;
  readonly settleMs: number;
  /** The database was free to drop an empty one by itself since the last look. */
  readonly autoDrop: boolean;
}

export type NodeLook =
  | {
      readonly kind: 'draining';
      readonly node: string;
      readonly record: DrainRecord;
      readonly left: number;
      readonly quiet: boolean;
      readonly dead: boolean;
      /** It was called lost, and lives: it is waited for until all of it has moved. */
      readonly returned: boolean;
    }
  | { readonly kind: 'done'; readonly node: string; readonly record?: DrainRecord; readonly says: string }
  | { readonly kind: 'lost'; readonly node: string; readonly reason: string; readonly hint: string };

/** What one look at SHOW BACKENDS says of each backend that is drained. */
export function lookAtDrain(question: DrainQuestion): readonly NodeLook[] {
  return question.nodes.map((draining) => {
    const row = question.rows.find((one) => backendRowHandle(one) === draining.handle);
    return row === undefined ? judgeGone(draining, question) : judgeRow(draining, row, question);
  });
}

function judgeRow(draining: Draining, row: BackendRow, { known, now, settleMs }: DrainQuestion): NodeLook {
  const { node, handle, backendId, stays } = draining;
  if (row.id !== backendId) {
    return {
      kind: 'lost',
      node,
      reason: `${handle} is another backend by now: it was dropped and added again (${backendId ?? 'none'} before, ${row.id} now)`,
      hint: 'muster ops undo',
    };
  }
  if (!row.draining) {
    return {
      kind: 'lost',
      node,
      reason: `${node} does not drain any more: its DECOMMISSION was cancelled, with ${row.tablets} replicas on it`,
      hint: 'muster ops retry   # decommissions it again; or: muster ops undo',
    };
  }
  const record = addSample(known[node] ?? begin(draining), {
    at: now,
    left: row.tablets,
    // A dead one says what it said last.
    ...(row.alive && { bytes: row.usedBytes }),
  });
  if (row.tablets === 0) return { kind: 'done', node, record, says: `${node} is empty` };
  const quiet = isQuiet(record, now, settleMs);
  // One that lives again can be copied from: what was given up moves like the rest.
  const returned = stays !== null && row.alive;
  if (stays !== null && !returned && (row.tablets <= stays || quiet))
    return {
      kind: 'done',
      node,
      record,
      says: `${node}: all has moved but ${row.tablets} replicas, which are dropped with it`,
    };
  return { kind: 'draining', node, record, left: row.tablets, quiet, dead: !row.alive, returned };
}

/** The row is gone: the database's own drop of an empty one, ours of a try before, or somebody else's of one that was not empty. */
function judgeGone(draining: Draining, { known, now, autoDrop }: DrainQuestion): NodeLook {
  const { node, backendId } = draining;
  const record = known[node];
  if (backendId === null) return { kind: 'done', node, says: `${node} was gone already` };
  const left = record?.samples.at(-1)?.left ?? draining.left;
  const done = { kind: 'done', node, record: addSample(record ?? begin(draining), { at: now, left: 0 }) } as const;
  if (left === 0) return { ...done, says: `${node} was empty, and was dropped by somebody else` };
  if (autoDrop) return { ...done, says: `${node} was dropped by the database itself, once it was empty` };
  return {
    kind: 'lost',
    node,
    reason: `${node} was dropped by somebody else, with ${left} replicas on it at the last look`,
    hint: "SHOW PROC '/statistic';   # UnhealthyTabletNum falls as they are copied again; then: muster ops retry",
  };
}

function begin({ at, left, bytes }: Draining): DrainRecord {
  return addSample(undefined, { at, left, bytes });
}
