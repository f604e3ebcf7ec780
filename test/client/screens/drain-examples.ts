import { addSample } from '../../../model/progress/add-sample.ts';
import type { DrainRecord, LongProgress, Sample } from '../../../model/progress.ts';
import { VIEW } from './examples.ts';

const MINUTE = 60_000;
const GB = 1_000_000_000;

/** Looks each half minute up to the moment of the screens. */
function recordUntilNow(looks: readonly Omit<Sample, 'at'>[], every = MINUTE / 2, until = VIEW.now): DrainRecord {
  let record: DrainRecord | undefined;
  for (const [index, look] of looks.entries())
    record = addSample(record, { ...look, at: until - (looks.length - 1 - index) * every });
  if (record === undefined) throw new Error('no look');
  return record;
}

function fall(total: number, left: number, looks: number): readonly Omit<Sample, 'at'>[] {
  return Array.from({ length: looks }, (_, index) => {
    const there = total - Math.round(((total - left) * index) / (looks - 1));
    return { left: there, bytes: there * 10 * GB };
  });
}

function still(looks: number): readonly Omit<Sample, 'at'>[] {
  return Array.from({ length: looks }, () => ({ left: 120, bytes: 1_200 * GB }));
}

/** Two days on its way, a third is left. */
const MOVING = recordUntilNow(fall(2_890, 1_203, 5_000));
const counted = (record: DrainRecord): DrainRecord => ({
  startedAt: record.startedAt,
  total: record.total,
  progressAt: record.progressAt,
  samples: record.samples.map(({ at, left }) => ({ at, left })),
});
const QUIET = recordUntilNow([...fall(800, 120, 400), ...still(50)]);
const STILL = recordUntilNow(Array.from({ length: 5 }, () => ({ left: 412, bytes: 4_120 * GB })));
const BEGUN = recordUntilNow([...Array.from({ length: 5 }, () => ({ left: 412 })), { left: 411 }, { left: 411 }]);

const FEW_HOSTS: NonNullable<LongProgress['stall']> = {
  cause: 'few-hosts',
  message:
    'sales.orders wants 3 replicas, and 2 hosts remain beside the nodes that drain; 120 tablets of 4 tables wait',
  example: 'sales.orders, partition p2024, tablet 10233',
  lasting: 'permanent',
  next: ['muster add be-5', 'ALTER TABLE sales.orders SET ("default.replication_num" = "2")'],
  since: new Date(VIEW.now - 25 * MINUTE).toISOString(),
};

const SETTLING: NonNullable<LongProgress['stall']> = {
  cause: 'settling',
  message: 'the scheduler waits 60 s before it repairs a tablet, and 180 s between two full copies of one',
  lasting: 'temporary',
  next: [],
  since: new Date(VIEW.now - 11 * MINUTE).toISOString(),
};

export const DRAINS = {
  moving: { nodes: { 'be-3': MOVING } },
  'counts-only': { nodes: { 'be-3': counted(MOVING) } },
  several: { nodes: { 'be-3': MOVING, 'be-10': recordUntilNow(fall(300, 0, 200)), 'be-11': STILL } },
  still: { nodes: { 'be-3': STILL } },
  begun: { nodes: { 'be-3': BEGUN } },
  stalled: {
    nodes: { 'be-3': QUIET },
    stall: FEW_HOSTS,
    notes: [
      {
        at: '2026-11-20T23:15:02Z',
        text: 'the leader had changed: drop_backend_after_decommission was true again and was set to false on 10.0.0.2:9030',
      },
      { at: '2026-11-21T00:40:11Z', text: 'tablet_sched_slot_num_per_path set again to 16' },
    ],
  },
  'several-stalled': {
    nodes: { 'be-3': MOVING, 'be-10': recordUntilNow(fall(300, 0, 200)), 'be-11': QUIET },
    stall: FEW_HOSTS,
  },
  // No leader for a while, and one of two stands still.
  troubled: {
    nodes: {
      'be-3': recordUntilNow(fall(2_890, 1_203, 5_000), MINUTE / 2, VIEW.now - 4 * MINUTE),
      'be-11': recordUntilNow([...fall(800, 120, 400), ...still(50)], MINUTE / 2, VIEW.now - 4 * MINUTE),
    },
    stall: { ...FEW_HOSTS, nodes: ['be-11'], since: new Date(VIEW.now - 40 * MINUTE).toISOString() },
    trouble: 'no frontend of prod answers as leader: 10.0.0.1 and 10.0.0.2 name 10.0.0.3, which does not answer',
  },
  settling: { nodes: { 'be-3': QUIET }, stall: SETTLING },
  stale: {
    nodes: { 'be-3': recordUntilNow(fall(2_890, 1_203, 5_000), MINUTE / 2, VIEW.now - 3 * 60 * MINUTE) },
  },
  'long-stale': {
    nodes: { 'be-3': recordUntilNow(fall(2_890, 1_203, 5_000), MINUTE / 2, VIEW.now - 5 * 24 * 60 * MINUTE) },
  },
  empty: { nodes: { 'be-3': recordUntilNow(fall(2_890, 0, 500)) } },
} as const satisfies Readonly<Record<string, LongProgress>>;
