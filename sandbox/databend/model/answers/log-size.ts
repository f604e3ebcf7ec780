import type { Disk } from '../disk.ts';
import type { Entry } from '../log.ts';

/** About what an entry takes on disk, after the recorded sums; the real sizes are not stable either. */
const BYTES = { blank: 60, membership: 150, command: 330 } as const;
const HEADER = 46;

export interface LogSize {
  readonly items: number;
  readonly cached: number;
  readonly wal: number;
}

export function measureLog({ log, purged }: Disk): LogSize {
  const wal = HEADER + log.reduce((sum, entry) => sum + bytesOf(entry), 0);
  return { items: log.length + (purged === undefined ? 0 : 1), cached: log.length * 416, wal };
}

function bytesOf({ payload }: Entry): number {
  if (payload.kind === 'command' && payload.command.kind === 'upsert') {
    return BYTES.command + payload.command.value.length;
  }
  return BYTES[payload.kind];
}
