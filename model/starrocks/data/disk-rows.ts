import { type RawRow, numberOf, textOf } from './raw-row.ts';
import { parseSize } from './size.ts';

/** A row of SHOW PROC '/backends/<id>': one storage path. */
export interface DiskRow {
  readonly path: string;
  readonly pathHash: string;
  /** HDD or SSD. */
  readonly medium: string;
  readonly online: boolean;
  readonly usedBytes: number;
  readonly availableBytes: number;
  readonly totalBytes: number;
  readonly tablets: number;
}

/** Columns as read in BackendProcNode of 3.5. */
export function parseDiskRows(rows: readonly RawRow[]): readonly DiskRow[] {
  return rows.map((row) => ({
    path: textOf(row, 'RootPath'),
    pathHash: textOf(row, 'PathHash'),
    medium: textOf(row, 'StorageMedium') || 'HDD',
    online: textOf(row, 'State') !== 'OFFLINE',
    usedBytes: parseSize(textOf(row, 'DataUsedCapacity')) ?? 0,
    availableBytes: parseSize(textOf(row, 'AvailCapacity')) ?? 0,
    totalBytes: parseSize(textOf(row, 'TotalCapacity')) ?? 0,
    tablets: numberOf(row, 'TabletNum'),
  }));
}
