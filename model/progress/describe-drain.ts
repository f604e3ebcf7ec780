import { CAUSES } from '../diagnosis.ts';
import type { DrainView, LongProgress } from '../progress.ts';
import { describeRange } from './describe-range.ts';
import { viewProgress } from './view-progress.ts';

type Stall = NonNullable<LongProgress['stall']>;

export interface DrainReader {
  /** Milliseconds of now. */
  readonly now: number;
  /** IANA zone of times. @default the machine's own */
  readonly zone?: string;
}

/** One line for each node: `be-3 42 % left, 1 203 of 2 890 tablets, ETA Sun 14:00 – Mon 09:00`. */
export function describeDrain({ nodes, stall }: LongProgress, reader: DrainReader): readonly string[] {
  return Object.entries(nodes).map(([node, record]) => {
    const view = viewProgress(record, reader.now);
    if (view.left === 0) return `${node} is empty`;
    const end = stall !== undefined && standsStill(node, view, stall) ? CAUSES[stall.cause] : describeEnd(view, reader);
    return `${node} ${percentLeft(view)} % left, ${formatCount(view.left)} of ${countTablets(view.total)}, ${end}`;
  });
}

/** What moves is not what the stall is about; and where the product only waits an end can be told. */
export function standsStill(node: string, { left, progressAt }: DrainView, { cause, since, nodes }: Stall): boolean {
  if (left === 0 || cause === 'settling') return false;
  return nodes === undefined ? progressAt <= Date.parse(since) : nodes.includes(node);
}

/** `ETA …`, or why there is none yet. */
export function describeEnd({ eta, perHour }: DrainView, { now, zone }: DrainReader): string {
  if (eta !== undefined) return `ETA ${describeRange(eta, now, zone)}`;
  return perHour === undefined ? 'nothing has left so far' : 'no ETA yet';
}

/** All and nothing are only said when they are so. */
export function percentLeft({ left, total }: Pick<DrainView, 'left' | 'total'>): number {
  if (left === 0 || total === 0) return 0;
  return left >= total ? 100 : Math.min(99, Math.max(1, Math.round((left / total) * 100)));
}

export function countTablets(count: number): string {
  return `${formatCount(count)} tablet${count === 1 ? '' : 's'}`;
}

/** `1 203` */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}
