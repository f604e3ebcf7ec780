import { describe, expect, it } from 'vitest';
import { cutHost } from '../../../../sandbox/starrocks/model/network.ts';
import { type Polled, parsePolls, readTranscript } from '../parse-transcript.ts';
import { columnsOf, expectSameViews, formRecorded, poll } from './polling.ts';
import { ip, SimulatedCluster } from './simulated-cluster.ts';

describe('polls of a cluster that changes', () => {
  it('see a follower join as recorded', () => {
    const recorded = parsePolls(readTranscript('s2-add2'));
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    const polled = poll(cluster, first!, 'SHOW FRONTENDS', columnsOf(recorded));
    polled.upTo(8);
    cluster.start(2, { helpers: [{ host: ip(1), port: 9010 }] });
    polled.upTo(21);
    expectSameViews(polled.seen, recorded, 5);
  });

  it('see the next leader after a kill -9 as recorded', () => {
    const recorded = parsePolls(readTranscript('s3-kill9-show-1'));
    const { cluster, one, four } = formRecorded();
    const polled = poll(cluster, one, 'SHOW FRONTENDS', columnsOf(recorded));
    polled.upTo(4.95);
    cluster.kill(four);
    polled.upTo(26);
    expectSameViews(polled.seen, recorded, 1.5);
  });

  it('write through a kill -9 as recorded', () => {
    const recorded = parsePolls(readTranscript('s3-kill9-alter-1'));
    const { cluster, one, four } = formRecorded();
    const polled = poll(cluster, one, `ALTER SYSTEM ADD BACKEND '${ip(91)}:9050'`, []);
    polled.upTo(4.95);
    cluster.kill(four);
    polled.upTo(8);
    expectSameViews(polled.seen, recorded, 0.6);
  });

  it('hang through a silent cut of the leader and see the next one on a new connection', () => {
    const recorded = parsePolls(readTranscript('s3-part-show-1'));
    const { cluster, one, two, four } = formRecorded();
    cluster.kill(four);
    cluster.until(() => two.process.role === 'LEADER');
    const again = cluster.start(4, {}, four.meta);
    cluster.until(() => again.process.ready);
    cluster.pass(10);
    const before = poll(cluster, one, 'SHOW FRONTENDS', columnsOf(recorded));
    before.upTo(4.9);
    cutHost(cluster.world, ip(2));
    before.upTo(65);
    // The client of the recording gave up after 60 s.
    expectSameViews(before.seen, recorded.slice(0, 1), 0.5);
    const after = poll(cluster, one, 'SHOW FRONTENDS', columnsOf(recorded));
    after.upTo(1);
    expect(after.seen.map(({ seen }) => [...seen].sort())).toEqual([[...recorded[2]!.seen].sort()]);
  });

  it('see the last follower of three lose its leader as recorded', () => {
    for (const [name, sql] of [
      ['s3-survivor-show', 'SHOW FRONTENDS'],
      ['s3-survivor-alter', `ALTER SYSTEM ADD FOLLOWER '${ip(8)}:9010'`],
    ] as const) {
      const recorded = parsePolls(readTranscript(name));
      const { cluster, one, two, four } = formRecorded();
      if (name === 's3-survivor-show') cluster.sql(one, `ALTER SYSTEM ADD FOLLOWER '${ip(8)}:9010'`);
      const polled = poll(cluster, one, sql, columnsOf(recorded));
      polled.upTo(2.95);
      cluster.kill(two);
      cluster.kill(four);
      polled.upTo(5);
      // The first text after the loss differs between the two recordings of SHOW: reset, or closed by the peer.
      const same = (polls: readonly Polled[]) =>
        polls.map(({ at, seen }) => ({
          at,
          seen: seen.map((line) =>
            line.replace('java.net.SocketException: Connection reset', 'Socket is closed by peer.'),
          ),
        }));
      expectSameViews(same(polled.seen), same(recorded), 0.6);
    }
  });
});
