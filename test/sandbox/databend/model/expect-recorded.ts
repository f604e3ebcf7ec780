import { expect } from 'vitest';
import { type RecordedLook, readLooks, type Shift, shiftLook } from '../read-transcript.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';

/** Every node that was looked at then is as it was then. */
export function expectLooks(cluster: SimulatedCluster, looks: readonly RecordedLook[], shift: Shift = {}): void {
  expect(looks.length).toBeGreaterThan(0);
  const shifted = looks.map((look) => shiftLook(look, shift));
  expect(shifted.map(({ id }) => ({ id, seen: cluster.look(id) }))).toEqual(shifted);
}

export function expectRecorded(cluster: SimulatedCluster, text: string, shift: Shift = {}): void {
  expectLooks(cluster, readLooks(text), shift);
}

/** Sizes of files and caches, and times, are others in every run. */
export function maskStatus(lines: readonly string[]): string[] {
  const masked = lines.map((line) =>
    line.replace(/^(RaftLogSize:|  - (?:CacheUsedSize|WALTotalSize|WALOpenChunkSize|WALOffset):) \d+$/, '$1 <size>'),
  );
  // The order of this list is not stable with the product either.
  const at = masked.indexOf('Replication:');
  const end = masked.findIndex((line, index) => index > at && !line.startsWith('  - ['));
  if (at === -1) return masked;
  return [...masked.slice(0, at + 1), ...masked.slice(at + 1, end).sort(), ...masked.slice(end)];
}

/** The text without its values that differ each time; the order of the fields stays. */
export function maskJson(text: string): string {
  return text
    .replace(/"(cache_used_size|wal_total_size|wal_open_chunk_size|wal_offset)":\d+/g, '"$1":0')
    .replace(/"(proposed_at_ms|time_ms)":\d+/g, '"$1":0');
}

export function statusOf(cluster: SimulatedCluster, id: number): string[] {
  const reply = cluster.ask(id, { kind: 'status' });
  return reply?.kind === 'status' ? reply.text.split('\n').filter((line) => line !== '') : [];
}
