import { findEdge, isOpenAt } from './find-edge.ts';
import type { WindowAnswer, WindowRules } from './rules.ts';
import { minuteOfWeek, openWallClock, type WallClock } from './wall-clock.ts';
import { layOut, ownerOf, type Week } from './week.ts';

/** Further than any weekly window is away, also when the clocks skip one. */
const HORIZON_MS = 30 * 24 * 3_600_000;

/** One time at which a window is open. */
export interface Opening {
  readonly span: string;
  readonly opensAt: number;
  /** null: it never closes. */
  readonly closesAt: number | null;
}

/** Whether a disruptive step may begin now, and otherwise when. */
export function askWindows(rules: WindowRules, now: number): WindowAnswer {
  const { cutoffMs } = rules;
  const view = lookAt(rules);
  if (!isOpenAt(view.week, view.clock, now)) return tellClosed(nextOpenings(rules, now, 1)[0]);
  const closesAt = findEdge(view.week, view.clock, now, now + HORIZON_MS) ?? null;
  const isLate = closesAt !== null && closesAt - now <= cutoffMs;
  if (isLate) return { ...tellClosed(nextOpenings(rules, now, 1)[0]), late: true };
  return { open: true, span: spanAt(rules, view, now), opensAt: null, closesAt: toIso(closesAt) };
}

/** The next times at which a window opens and something may begin in it; one that is open now is not among them. */
export function nextOpenings(rules: WindowRules, now: number, count: number): readonly Opening[] {
  const view = lookAt(rules);
  const found: Opening[] = [];
  let at = now;
  let open = isOpenAt(view.week, view.clock, at);
  while (found.length < count) {
    const edge = findEdge(view.week, view.clock, at, at + HORIZON_MS);
    if (edge === undefined) break;
    open = !open;
    at = edge;
    if (!open) continue;
    const closesAt = findEdge(view.week, view.clock, edge, edge + HORIZON_MS) ?? null;
    if (closesAt === null || closesAt - edge > rules.cutoffMs)
      found.push({ span: spanAt(rules, view, edge), opensAt: edge, closesAt });
  }
  return found;
}

function tellClosed(next: Opening | undefined): WindowAnswer {
  if (next === undefined) return { open: false, span: '', opensAt: null, closesAt: null };
  return { open: false, span: next.span, opensAt: toIso(next.opensAt), closesAt: toIso(next.closesAt) };
}

interface Looking {
  readonly week: Week;
  readonly clock: WallClock;
}

function lookAt({ spans, timezone }: WindowRules): Looking {
  return { week: layOut(spans).week, clock: openWallClock(timezone) };
}

function spanAt({ spans }: WindowRules, { week, clock }: Looking, ms: number): string {
  return spans[ownerOf(week, minuteOfWeek(ms + clock.offsetAt(ms)))] ?? '';
}

function toIso<Time extends number | null>(ms: Time): Time extends number ? string : string | null {
  return (ms === null ? null : new Date(ms).toISOString()) as Time extends number ? string : string | null;
}
