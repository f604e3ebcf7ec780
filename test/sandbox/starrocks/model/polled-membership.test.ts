import { describe, expect, it } from 'vitest';
import { parsePolls, readTranscript } from '../parse-transcript.ts';
import { columnsOf, expectSameViews, poll } from './polling.ts';
import { ip, type Node, SimulatedCluster } from './simulated-cluster.ts';

/** Frontend 1 leads, 2 and 4 follow, 3 observes: as when the members of the recordings were changed. */
function formFour(): { cluster: SimulatedCluster; one: Node; three: Node; four: Node } {
  const cluster = new SimulatedCluster();
  const [one] = cluster.form(2);
  const three = cluster.join(one!, 3, 'OBSERVER');
  const four = cluster.join(one!, 4);
  return { cluster, one: one!, three, four };
}

describe('polls of a cluster whose members change', () => {
  it.each([
    ['s2-drop4-seen-from-1', 'one'],
    ['s2-drop4-seen-from-4', 'four'],
  ] as const)('see a follower dropped as recorded: a row less, or no answer any more (%s)', (name, from) => {
    const recorded = parsePolls(readTranscript(name));
    const { cluster, ...nodes } = formFour();
    const polled = poll(cluster, nodes[from], 'SHOW FRONTENDS', columnsOf(recorded));
    polled.upTo(2);
    // Nothing is under way in this moment.
    cluster.pass(0.05);
    cluster.ask(nodes.one, `ALTER SYSTEM DROP FOLLOWER '${ip(4)}:9010'`);
    polled.upTo(5);
    expectSameViews(polled.seen, recorded, 0.5);
    expect(nodes.four.exitCode).toBeUndefined();
  });

  it('see a dropped follower and a dropped observer added again while they run, and after a start with the old meta directory', () => {
    const recorded = parsePolls(readTranscript('s2-readd4'));
    const { cluster, one, three, four } = formFour();
    cluster.sql(one, `ALTER SYSTEM DROP FOLLOWER '${ip(4)}:9010'`);
    cluster.sql(one, `ALTER SYSTEM DROP OBSERVER '${ip(3)}:9010'`);
    cluster.pass(400);
    // The names are those of their ADD.
    const columns = columnsOf(recorded).filter((column) => column !== 'Name');
    const polled = poll(cluster, one, 'SHOW FRONTENDS', columns);
    polled.upTo(0.9);
    cluster.ask(one, `ALTER SYSTEM ADD FOLLOWER '${ip(4)}:9010'`);
    cluster.ask(one, `ALTER SYSTEM ADD OBSERVER '${ip(3)}:9010'`);
    polled.upTo(26.4);
    for (const node of [three, four]) cluster.kill(node);
    const helpers = [{ host: ip(1), port: 9010 }];
    polled.upTo(28.5);
    const [observer, follower] = [three, four].map((node) =>
      cluster.start(Number(node.host.split('.')[3]), { helpers }, node.meta),
    );
    polled.upTo(60);
    const nameless = recorded.map(({ at, seen }) => ({ at, seen: seen.map((line) => line.replace(/^Name=\S+ /, '')) }));
    expectSameViews(polled.seen, nameless, 5);
    expect(observer?.process.greets).toBe(false);
    cluster.until(() => follower?.exitCode !== undefined);
    expect(follower?.log.match(/this node is DETACHED/g)).toHaveLength(3);
  });

  it('see a frontend that was started first and added later', () => {
    const recorded = parsePolls(readTranscript('s2-late-add4'));
    const cluster = new SimulatedCluster();
    const [one] = cluster.form(2);
    cluster.join(one!, 3, 'OBSERVER');
    cluster.sql(one!, `ALTER SYSTEM ADD FOLLOWER '${ip(6)}:9010'`);
    cluster.pass(60);
    cluster.start(4, { helpers: [{ host: ip(1), port: 9010 }] });
    // Asked of its helper every 5 s: the ADD comes 1.4 s before the next question.
    cluster.pass(19.3);
    const polled = poll(cluster, one!, 'SHOW FRONTENDS', columnsOf(recorded));
    polled.upTo(0.5);
    cluster.ask(one!, `ALTER SYSTEM DROP FOLLOWER '${ip(6)}:9010'`);
    polled.upTo(1.3);
    cluster.ask(one!, `ALTER SYSTEM ADD FOLLOWER '${ip(4)}:9010'`);
    polled.upTo(15);
    // The recorder dropped the one and added the other between two polls.
    const views = polled.seen.filter(({ seen }) => seen.length === 4);
    expectSameViews(views, recorded, 5);
  });
});
