import { expect } from 'vitest';
import type { Polled } from '../parse-transcript.ts';
import { type Asked, type Node, SimulatedCluster } from './simulated-cluster.ts';

/** What a poll prints: the columns that the transcript has, rows by address. */
export function print({ answer }: Asked, columns: readonly string[]): readonly string[] {
  if (answer?.kind === 'error') return [`ProgrammingError(${answer.errno}, '${answer.message}')`];
  if (answer?.kind !== 'rows') return ['result=OK'];
  const names = answer.columns.map(({ name }) => name);
  return answer.rows.map((row) => columns.map((column) => `${column}=${row[names.indexOf(column)]}`).join(' ')).sort();
}

/** Asks as the recorder did, a new statement after each answer, and keeps what changed. */
export function poll(cluster: SimulatedCluster, node: Node, sql: string, columns: readonly string[]) {
  const begun = cluster.seconds;
  const seen: Polled[] = [];
  let asked = cluster.ask(node, sql);
  return {
    begun,
    seen,
    /** Until the given second of the recording; `act` happens at its time. */
    upTo(second: number): void {
      while (cluster.seconds - begun < second) {
        cluster.pass(0.01);
        if (asked.answer === undefined) continue;
        const now = print(asked, columns);
        if (JSON.stringify(now) !== JSON.stringify(seen.at(-1)?.seen))
          seen.push({ at: cluster.seconds - begun, seen: now });
        cluster.pass(0.1);
        asked = cluster.ask(node, sql);
      }
    },
  };
}

export function columnsOf(recorded: readonly Polled[]): readonly string[] {
  const row = recorded.flatMap(({ seen }) => seen).find((line) => line.includes('IP='));
  return (row ?? '')
    .split(' ')
    .map((cell) => cell.slice(0, cell.indexOf('=')))
    .filter((name) => name !== '');
}

/** The same views one after the other, each at its time give or take. */
export function expectSameViews(seen: readonly Polled[], recorded: readonly Polled[], within: number): void {
  const views = (polls: readonly Polled[]) => polls.map((one) => [...one.seen].sort());
  expect(views(seen)).toEqual(views(recorded));
  for (const [index, { at }] of recorded.entries()) {
    expect(Math.abs((seen[index]?.at ?? Number.NaN) - at), `view ${index + 1} at ${at} s`).toBeLessThan(within);
  }
}

/** Frontends 1, 2 and 4 with the ids 1, 2, 3; 4 leads, as when the recordings were made. */
export function formRecorded(): { cluster: SimulatedCluster; one: Node; two: Node; four: Node } {
  const cluster = new SimulatedCluster();
  const first = cluster.start(1);
  cluster.until(() => first.process.ready);
  const two = cluster.join(first, 2);
  const four = cluster.join(first, 4);
  cluster.kill(first);
  cluster.until(() => four.process.role === 'LEADER');
  const one = cluster.start(1, {}, first.meta);
  cluster.until(() => one.process.ready);
  cluster.pass(10);
  return { cluster, one, two, four };
}
