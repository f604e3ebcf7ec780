import type { DiskRow } from '../data/disk-rows.ts';
import { type Knobs, knobNumber } from '../data/knob-rows.ts';

/**
 * Where the engine stops putting tablets on a disk: used beyond the percentage and less free than the reserve, both at once
 * (as documented for storage_usage_soft_limit_percent and storage_usage_soft_limit_reserve_bytes).
 */
export interface DiskLimit {
  readonly percent: number;
  readonly reserveBytes: number;
}

export function readDiskLimit(knobs: Knobs): DiskLimit {
  return {
    percent: knobNumber(knobs, 'storage_usage_soft_limit_percent', 90),
    reserveBytes: knobNumber(knobs, 'storage_usage_soft_limit_reserve_bytes', 200 * 1024 ** 3),
  };
}

/** How much a disk takes before it is full in that sense. */
export function roomOf({ online, availableBytes, totalBytes }: DiskRow, limit: DiskLimit): number {
  if (!online) return 0;
  const kept = Math.min(limit.reserveBytes, totalBytes * (1 - limit.percent / 100));
  return Math.max(0, availableBytes - kept);
}
