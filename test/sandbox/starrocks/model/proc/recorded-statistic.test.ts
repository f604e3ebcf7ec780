import { describe, expect, it } from 'vitest';
import { parsePolls, readTranscript } from '../../parse-transcript.ts';
import { AskedCluster, type Row } from '../data/asked-cluster.ts';
import { be } from '../storage/data-cluster.ts';

/** `Item=… Number=…` of each line, or the like. */
function readPairs(line: string): Row {
  return Object.fromEntries([...line.matchAll(/(\w+)=(\S*)/g)].map((found) => [found[1] ?? '', found[2] ?? '']));
}

/** What was seen of one row, each time that it had changed. */
function series(
  of: readonly { readonly at: number; readonly rows: readonly Row[] }[],
  key: string,
  name: string,
): Row[] {
  const found = of.flatMap(({ rows }) => rows.filter((row) => row[key] === name));
  return found.filter((row, index) => JSON.stringify(row) !== JSON.stringify(found[index - 1]));
}

/** The cluster of the recording: 16 tablets, 40 replicas, ten on each backend. */
function recorded(): AskedCluster {
  const cluster = new AskedCluster(4);
  cluster.ok('CREATE DATABASE t');
  for (const [name, buckets, replicas] of ['a 6 3', 'b 6 3', 'one 4 1'].map((line) => line.split(' '))) {
    cluster.ok(
      `CREATE TABLE t.${name} (k int, v int) DISTRIBUTED BY HASH(k) BUCKETS ${buckets} PROPERTIES('replication_num'='${replicas}')`,
    );
  }
  return cluster;
}

/** Asks each second, from 12 s before the decommission on, as the recording did. */
function poll(cluster: AskedCluster, sql: string): { readonly at: number; readonly rows: readonly Row[] }[] {
  const polls: { at: number; rows: Row[] }[] = [];
  const begun = cluster.seconds;
  let going = false;
  while (cluster.seconds - begun < 260) {
    const at = cluster.seconds - begun;
    if (!going && at >= 12) {
      cluster.decommission(be(4));
      going = true;
    }
    polls.push({ at, rows: cluster.rows(sql) });
    cluster.pass(1);
  }
  return polls;
}

describe('the recorded drain of one backend, as its pages told of it', () => {
  it("counts in '/statistic' what is unhealthy, and copies before the old ones go", () => {
    const transcript = parsePolls(readTranscript('s4-decom-stat')).map(({ at, seen }) => ({
      at,
      rows: seen.map(readPairs),
    }));
    const then = series(transcript, 'DbName', 't');
    const polls = poll(recorded(), "SHOW PROC '/statistic'");
    const now = series(polls, 'DbName', 't');
    // Its columns are there, and the first two states are the same: healthy, then ten of them not, at once.
    for (const index of [0, 1]) expect(now[index]).toMatchObject(then[index]!);
    const numbers = (rows: readonly Row[], name: string) => rows.map((row) => Number(row[name]));
    for (const rows of [then, now]) {
      expect(Math.max(...numbers(rows, 'ReplicaNum'))).toBeGreaterThan(40);
      expect(rows.at(-1)).toMatchObject({ ReplicaNum: '40', UnhealthyTabletNum: '0', TabletNum: '16' });
      const unhealthy = numbers(rows, 'UnhealthyTabletNum');
      expect(unhealthy.slice(1)).toEqual(unhealthy.slice(1).toSorted((a, b) => b - a));
      expect(numbers(rows, 'CloningTabletNum')).toEqual(rows.map(() => 0));
    }
    expect(polls[0]?.rows.at(-1)).toMatchObject(transcript[0]?.rows.at(-1) ?? {});
    // Nothing gets better for two minutes, in both.
    const firstBetter = ({ rows }: { rows: readonly Row[] }) =>
      rows.some((row) => row['DbName'] === 't' && ['1', '9'].includes(row['UnhealthyTabletNum'] ?? '')) ||
      rows.some((row) => row['DbName'] === 't' && Number(row['ReplicaNum']) > 40);
    expect(transcript.find(firstBetter)?.at).toBeGreaterThan(120);
    expect(polls.find(firstBetter)?.at).toBeGreaterThan(120);
  });

  it("has in '/cluster_balance' the recorded items, and one backend fewer in the end", () => {
    const transcript = parsePolls(readTranscript('s4-decom-bal')).map(({ at, seen }) => ({
      at,
      rows: seen.map(readPairs),
    }));
    const polls = poll(recorded(), "SHOW PROC '/cluster_balance'");
    const items = (rows: readonly Row[] = []) => rows.map((row) => row['Item']).toSorted();
    expect(items(polls[0]?.rows)).toEqual(items(transcript[0]?.rows));
    expect(polls[0]?.rows).toEqual(expect.arrayContaining([...(transcript[0]?.rows ?? [])]));
    const last = (all: typeof polls, item: string) =>
      Number(all.at(-1)?.rows.find((row) => row['Item'] === item)?.['Number']);
    expect(last(polls, 'working_slots')).toBe(last(transcript, 'working_slots'));
    // Each of the ten replicas is at least one entry: a copy, or the deletion of the old one.
    expect(last(polls, 'history_tablets')).toBeGreaterThanOrEqual(10);
    for (const { rows } of polls) {
      const number = (item: string) => Number(rows.find((row) => row['Item'] === item)?.['Number']);
      expect(number('all_tablets')).toBe(number('pending_tablets') + number('running_tablets'));
    }
  });
});
