import type { Sample } from '../../../model/progress.ts';

/** A drain as the product would do it: so many copies at a time, each as long as its tablet is large. */
export interface DrainShape {
  /** Bytes of each tablet, in the order in which they leave. */
  readonly sizes: readonly number[];
  /** Copies at a time; by time, as somebody may change it. */
  readonly slots: (ms: number) => number;
  /** Bytes per millisecond of one copy. */
  readonly rate: number;
  /** What each copy takes beside its bytes. Milliseconds. */
  readonly overhead: number;
  /** Before the first tablet leaves. Milliseconds. */
  readonly settles: number;
  /** Spans in which no copy goes on. */
  readonly pauses?: readonly { readonly from: number; readonly to: number }[];
  /** Copies end together: a tablet is only seen gone at the next report. Milliseconds; 0 is at once. */
  readonly reports?: number;
}

export interface GeneratedDrain {
  readonly samples: readonly Sample[];
  /** When the last tablet was gone. */
  readonly end: number;
}

const START = Date.parse('2026-11-20T08:00:00Z');

export function generateDrain(shape: DrainShape, every: number, bytesKnown: boolean): GeneratedDrain {
  const leaves = listDepartures(shape);
  const end = START + Math.max(...leaves.map(({ at }) => at));
  const samples: Sample[] = [];
  for (let at = START; ; at += every) {
    const there = leaves.filter((leave) => START + leave.at > at);
    samples.push({
      at,
      left: there.length,
      ...(bytesKnown && { bytes: there.reduce((sum, { bytes }) => sum + bytes, 0) }),
    });
    if (there.length === 0) return { samples, end };
  }
}

function listDepartures({ sizes, slots, rate, overhead, settles, pauses = [], reports = 0 }: DrainShape) {
  const free: number[] = [];
  let next = 0;
  return sizes.map((bytes) => {
    while (free.length < slots(next)) free.push(Math.max(settles, next));
    free.sort((one, other) => one - other);
    next = free.shift() ?? settles;
    while (free.length >= slots(next)) next = free.shift() ?? next;
    const at = work(next, overhead + bytes / rate, pauses);
    free.push(at);
    return { at: reports === 0 ? at : Math.ceil(at / reports) * reports, bytes };
  });
}

/** When something that takes `takes` is done, pauses not counted. */
function work(from: number, takes: number, pauses: readonly { readonly from: number; readonly to: number }[]): number {
  let at = from;
  let left = takes;
  for (const pause of pauses) {
    if (pause.to <= at) continue;
    const until = Math.max(0, pause.from - at);
    if (left <= until) return at + left;
    left -= until;
    at = pause.to;
  }
  return at + left;
}

/** Mulberry32: small, and the same everywhere. From 0 to 1. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
