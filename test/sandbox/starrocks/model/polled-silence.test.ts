import { describe, expect, it } from 'vitest';
import { cutHost } from '../../../../sandbox/starrocks/model/network.ts';
import { parsePolls, readTranscript } from '../parse-transcript.ts';
import { columnsOf, expectSameViews, formRecorded, poll } from './polling.ts';
import { ip, type Node, type SimulatedCluster } from './simulated-cluster.ts';

/** Frontend 2 leads 1 and 4, as when its network was cut. */
function formLedByTwo(): { cluster: SimulatedCluster; one: Node; two: Node; four: Node } {
  const { cluster, one, two, four } = formRecorded();
  cluster.kill(four);
  cluster.until(() => two.process.role === 'LEADER');
  const again = cluster.start(4, {}, four.meta);
  cluster.until(() => again.process.ready);
  cluster.pass(10);
  return { cluster, one, two, four: again };
}

describe('a silent cut of the leader', () => {
  it.each([
    ['s3-part-show-1', 'one', 'SHOW FRONTENDS'],
    ['s3-part-show-4', 'four', 'SHOW FRONTENDS'],
    ['s3-part-alter-1', 'one', `ALTER SYSTEM ADD BACKEND '${ip(91)}:9050'`],
    ['s3-part-alter-4', 'four', `ALTER SYSTEM ADD BACKEND '${ip(94)}:9050'`],
  ] as const)('leaves %s from %s hanging; a new connection is answered under the next leader', (name, from, sql) => {
    const recorded = parsePolls(readTranscript(name));
    const { cluster, two, ...others } = formLedByTwo();
    if (name === 's3-part-alter-1') cluster.sql(others.one, sql);
    const columns = columnsOf(recorded);
    const gaveUp = recorded.findIndex(({ seen }) => seen[0]?.includes('timed out'));
    const before = poll(cluster, others[from], sql, columns);
    before.upTo(4.9);
    cutHost(cluster.world, two.host);
    // The client of the recording gave up after 60 s.
    before.upTo(65);
    expectSameViews(before.seen, recorded.slice(0, gaveUp), 0.5);
    const after = poll(cluster, others[from], sql, columns);
    after.upTo(1);
    expect(after.seen.map(({ seen }) => [...seen].sort())).toEqual([[...recorded[gaveUp + 1]!.seen].sort()]);
  });

  it('leaves the old leader calling itself that for 12.0 s at a time, until its process ends', () => {
    const recorded = parsePolls(readTranscript('s3-part-oldleader'));
    const { cluster, one, two, four } = formLedByTwo();
    const columns = columnsOf(recorded);
    const polled = poll(cluster, two, 'SHOW FRONTENDS', columns);
    polled.upTo(4.9);
    cutHost(cluster.world, two.host);
    const slow = [1, 2].map(() => {
      const asked = cluster.ask(two, 'SHOW FRONTENDS');
      cluster.until(() => asked.answer !== undefined);
      cluster.pass(0.25);
      return asked;
    });
    for (const { took, answer } of slow) {
      expect(took).toBeCloseTo(12, 1);
      expect(answer?.kind === 'rows' && answer.rows.map((row) => [row[7], row[10]].join(' ')).sort()).toEqual([
        'FOLLOWER true',
        'FOLLOWER true',
        'LEADER true',
      ]);
    }
    const last = cluster.ask(two, 'SHOW FRONTENDS');
    // Two call themselves leader for some seconds.
    cluster.until(() => [one, four].some(({ process }) => process.role === 'LEADER'));
    expect(two.process.role).toBe('LEADER');
    expect(cluster.until(() => two.exitCode !== undefined)).toBeGreaterThan(3);
    const [, , , end] = recorded;
    expect(Math.abs(cluster.seconds - (polled.begun + end!.at))).toBeLessThan(5);
    expect(two.exitCode).toBe(255);
    expect(last.answer).toBeUndefined();
    expectSameViews(polled.seen, recorded.slice(0, 1), 0.5);
  });
});
