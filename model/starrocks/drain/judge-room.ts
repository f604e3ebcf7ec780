import type { Finding } from '../../step.ts';
import type { DiskRow } from '../data/disk-rows.ts';
import { formatSize } from '../data/size.ts';
import { readDiskLimit, roomOf } from './disk-room.ts';
import type { DrainReading } from './drain-reading.ts';
import { addBackend } from './judge-replicas.ts';
import type { Remaining } from './remaining.ts';

/** Above this part of the room a warning: the last tenth of a disk fills slowly, and the others go on growing. */
const TIGHT = 0.8;

/** Gate `room`: what leaves, medium by medium, against what the disks that remain take before they count as full. */
export function judgeRoom(reading: DrainReading, { leaving, takers }: Remaining, spare?: string): readonly Finding[] {
  const limit = readDiskLimit(reading.knobs);
  const from = leaving.flatMap(({ id }) => reading.disks[id] ?? []);
  const to = takers.flatMap(({ id }) => reading.disks[id] ?? []);
  const unread = takers.filter(({ id }) => reading.disks[id] === undefined);
  const media = [
    ...new Set(from.filter(({ usedBytes, tablets }) => usedBytes > 0 || tablets > 0).map(({ medium }) => medium)),
  ].sort();
  const findings = media.map((medium) =>
    judgeMedium(medium, from, to, (disk) => roomOf(disk, limit), limit.percent, spare),
  );
  if (unread.length > 0) {
    findings.push({
      gate: 'room',
      severity: 'warning',
      subject: unread.map(({ host }) => host).join(', '),
      message: 'the disks of these backends could not be read',
    });
  }
  if (findings.length > 0) return findings;
  return [{ gate: 'room', severity: 'ok', subject: 'disks', message: 'nothing has to be moved' }];
}

function judgeMedium(
  medium: string,
  from: readonly DiskRow[],
  to: readonly DiskRow[],
  roomFor: (disk: DiskRow) => number,
  percent: number,
  spare: string | undefined,
): Finding {
  const about = { gate: 'room', subject: medium } as const;
  const fits = to.filter((disk) => disk.medium === medium);
  const need = sum(from.filter((disk) => disk.medium === medium).map(({ usedBytes }) => usedBytes));
  const room = sum(fits.map(roomFor));
  const said = `${formatSize(need)} of ${medium} data have to move, and the other disks take ${formatSize(room)} until they are ${percent} % full`;
  if (fits.length === 0) {
    const message = `${formatSize(need)} of ${medium} data have to move, and no backend that remains has a disk of that medium`;
    return { ...about, severity: 'refusal', message, next: [addBackend(spare)] };
  }
  // A full disk takes no empty tablet either.
  if (need > room || room === 0) return { ...about, severity: 'refusal', message: said, next: [addBackend(spare)] };
  return { ...about, severity: need > room * TIGHT ? 'warning' : 'ok', message: said };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
