import { describe, it } from 'vitest';
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

  it.each([
    ['s3-kill9-show-1', 'one'],
    ['s3-kill9-show-2', 'two'],
  ] as const)('see the next leader after a kill -9 as recorded (%s)', (name, from) => {
    const recorded = parsePolls(readTranscript(name));
    const { cluster, four, ...others } = formRecorded();
    const polled = poll(cluster, others[from], 'SHOW FRONTENDS', columnsOf(recorded));
    polled.upTo(4.95);
    cluster.kill(four);
    polled.upTo(26);
    expectSameViews(polled.seen, recorded, 1.5);
  });

  it.each([
    ['s3-kill9-alter-1', 'one', ip(91)],
    ['s3-kill9-alter-2', 'two', ip(92)],
  ] as const)('write through a kill -9 as recorded (%s)', (name, from, backend) => {
    const recorded = parsePolls(readTranscript(name));
    const { cluster, four, ...others } = formRecorded();
    const polled = poll(cluster, others[from], `ALTER SYSTEM ADD BACKEND '${backend}:9050'`, []);
    polled.upTo(4.95);
    cluster.kill(four);
    polled.upTo(8);
    expectSameViews(polled.seen, recorded, 0.6);
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
