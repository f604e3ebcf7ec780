import { createRandom, type DrainShape } from './generate-drain.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GB = 1_000_000_000;
/** 50 MB/s of one copy. */
const RATE = 50_000;

/** Drains as they happen, by what makes their end hard to tell; each by a seed. */
export const SHAPES: Readonly<Record<string, (seed: number) => DrainShape>> = {
  'tablets of one size': (seed) => shapeOf({ sizes: even(seed, 2_890) }),
  'tablets of all sizes': (seed) => shapeOf({ sizes: shuffle(seed, spread(seed, 2_000)) }),
  'a slow tail of a few large tablets': (seed) =>
    shapeOf({ sizes: [...even(seed, 1_500), ...Array.from({ length: 24 }, () => 400 * GB)] }),
  'large ones first': (seed) => shapeOf({ sizes: spread(seed, 1_500).toSorted((one, other) => other - one) }),
  'bursts at each report': (seed) => shapeOf({ sizes: even(seed, 900), reports: 8 * MINUTE }),
  'plateaus of an hour': (seed) => shapeOf({ sizes: even(seed, 1_500), pauses: pausesOf(seed, HOUR, 3 * HOUR) }),
  'more slots on the way': (seed) => {
    const at = (2 + 5 * createRandom(seed)()) * HOUR;
    return shapeOf({ sizes: even(seed, 2_890), slots: (ms) => (ms < at ? 4 : 16) });
  },
  'mostly empty tablets': (seed) =>
    shapeOf({
      sizes: shuffle(seed, [...even(seed, 300), ...Array.from({ length: 6_000 }, () => 0)]),
      overhead: 20_000,
    }),
};

function shapeOf(change: Partial<DrainShape>): DrainShape {
  return { sizes: [], slots: () => 8, rate: RATE, overhead: 3_000, settles: 139_000, ...change };
}

/** Of 6 to 14 GB. */
function even(seed: number, count: number): readonly number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => (6 + 8 * random()) * GB);
}

/** Log-normal: most are small, a few hold most of the bytes. */
function spread(seed: number, count: number): readonly number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(300, Math.exp(1 + 1.3 * normal)) * GB;
  });
}

function shuffle<T>(seed: number, items: readonly T[]): readonly T[] {
  const random = createRandom(seed + 1_000);
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ item }) => item);
}

/** At random: as long as `lasts`, about each `every`. */
function pausesOf(seed: number, lasts: number, every: number): NonNullable<DrainShape['pauses']> {
  const random = createRandom(seed + 2_000);
  const pauses: { from: number; to: number }[] = [];
  for (let at = every * random(); pauses.length < 100; at += lasts + every * (0.5 + random()))
    pauses.push({ from: at, to: at + lasts });
  return pauses;
}
