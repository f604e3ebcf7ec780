import type { Cause } from '../diagnosis.ts';
import { CLOSED_STATES, type OperationProgress, type OperationState, type StepProgress } from '../operation.ts';
import { END_EVENTS, type NoticeEvent } from './events.ts';

/** What has been told of an operation. */
export interface Told {
  readonly started: boolean;
  /** Of what it needs attention now. */
  readonly attention?: string;
  /** By step: the causes for which it stands still since it moved last. */
  readonly stalls: Readonly<Record<string, readonly Cause[]>>;
  /** The step that waits for a window. */
  readonly waiting?: string;
  readonly ended: boolean;
}

export const NOTHING_TOLD: Told = { started: false, stalls: {}, ended: false };

export interface News {
  readonly event: NoticeEvent;
  /** The step that it is about. */
  readonly step?: string;
}

/** What of the operation, as it is now, is news. Given the same progress again, nothing is. */
export function judgeNotices(told: Told, progress: OperationProgress): { told: Told; news: readonly News[] } {
  const { attention, steps, state, request, window } = progress;
  if (request.mode === 'plan') return { told, news: [] };
  const news: News[] = [];
  const started = told.started || steps.some((step) => step.state !== 'pending');
  if (started && !told.started) news.push({ event: 'started' });

  const stalls: Record<string, readonly Cause[]> = {};
  for (const step of steps) {
    const known = told.stalls[step.id] ?? [];
    const now = followStall(step, known);
    if (now.event !== undefined) news.push({ event: now.event, step: step.id });
    if (now.causes.length > 0) stalls[step.id] = now.causes;
  }

  // A retry that fails again is asked for anew, at another time.
  const asks = attention === undefined ? undefined : `${attention.step} ${attention.since}`;
  if (attention !== undefined && asks !== told.attention) news.push({ event: 'needs-attention', step: attention.step });

  // It is asked about again and again until one opens.
  const waiting = window?.step;
  if (waiting !== undefined && waiting !== told.waiting) news.push({ event: 'waiting', step: waiting });

  const end = told.ended ? undefined : endOf(state);
  if (end !== undefined) news.push({ event: end });
  return {
    told: {
      started,
      stalls,
      ended: told.ended || end !== undefined,
      ...(asks !== undefined && { attention: asks }),
      ...(waiting !== undefined && { waiting }),
    },
    news,
  };
}

function followStall(
  { state, progress }: StepProgress,
  known: readonly Cause[],
): { readonly causes: readonly Cause[]; readonly event?: 'stalled' | 'moving' } {
  const moved = known.length > 0 ? { causes: [], event: 'moving' as const } : { causes: [] };
  // Its last look may have been one that stood still.
  if (state === 'done') return moved;
  if (state !== 'running') return { causes: state === 'failed' ? known : [] };
  const cause = progress?.stall?.cause;
  if (cause === undefined) return moved;
  // The product waits: that is neither a standstill nor the end of one.
  if (cause === 'settling' || known.includes(cause)) return { causes: known };
  return { causes: [...known, cause], event: 'stalled' };
}

function endOf(state: OperationState): NoticeEvent | undefined {
  if (!CLOSED_STATES.includes(state)) return undefined;
  return END_EVENTS.find((event) => event === state);
}
