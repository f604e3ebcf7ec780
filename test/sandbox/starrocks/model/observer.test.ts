import { describe, expect, it } from 'vitest';
import { answerHttp } from '../../../../sandbox/starrocks/model/answer-http.ts';
import { parseClientLog, readTranscript, type Recorded } from '../parse-transcript.ts';
import { ip, messageOf, type Node, SimulatedCluster } from './simulated-cluster.ts';

const helper = (last: number) => ({ helpers: [{ host: ip(last), port: 9010 }] });

/** Another each time, with the product too: Name, ClusterId, ReplayedJournalId, LastHeartbeat, StartTime. */
const VOLATILE = [1, 8, 11, 12, 15];

function comparable(rows: readonly (readonly (string | null)[])[]): string[] {
  return rows.map((row) => row.map((cell, index) => (VOLATILE.includes(index) ? '' : cell)).join(' | ')).sort();
}

describe('an observer', () => {
  it('that is added and started with a follower as its helper is seen as recorded, by itself too', () => {
    const cluster = new SimulatedCluster();
    const [first, second] = cluster.form(2);
    const [added, before, ...after] = parseClientLog(readTranscript('s2-obs-helper-follower'));
    expect(cluster.sql(first!, added!.sql)).toMatchObject({ kind: added!.answer.kind });
    const expectRows = (node: Node, { answer }: Recorded) => {
      const got = cluster.sql(node, 'SHOW FRONTENDS');
      if (got.kind !== 'rows' || answer.kind !== 'rows') throw new Error('no rows');
      expect(comparable(got.rows)).toEqual(comparable(answer.rows));
    };
    expectRows(first!, before!);
    const begun = cluster.seconds;
    const observer = cluster.start(3, helper(2));
    // Recorded: its MySQL port answered after 8.07 s.
    cluster.until(() => observer.process.ready);
    expect(Math.abs(cluster.seconds - begun - 8.07)).toBeLessThan(1);
    cluster.until(() => cluster.show(first!).get(ip(3))?.['Alive'] === 'true');
    expect(after).toHaveLength(3);
    for (const [index, node] of [first!, second!, observer].entries()) expectRows(node, after[index]!);
  });

  function formWithObserver(): { cluster: SimulatedCluster; first: Node; observer: Node } {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(3);
    return { cluster, first: first!, observer: cluster.join(first!, 4, 'OBSERVER') };
  }

  it('joins without a vote and is not dropped as a follower', () => {
    const { cluster, first, observer } = formWithObserver();
    expect(cluster.show(first).get(ip(4))).toMatchObject({ Role: 'OBSERVER', Join: 'true', IsHelper: 'false' });
    expect(cluster.world.groupOf(first.process)?.voters.size).toBe(3);
    expect(cluster.show(observer).size).toBe(4);
    expect(messageOf(cluster.sql(first, `ALTER SYSTEM DROP FOLLOWER '${ip(4)}:9010'`))).toBe(
      `FOLLOWER does not exist[${ip(4)}:9010]`,
    );
    expect(messageOf(cluster.sql(first, `ALTER SYSTEM DROP OBSERVER '${ip(2)}:9010'`))).toBe(
      `OBSERVER does not exist[${ip(2)}:9010]`,
    );
    expect(messageOf(cluster.sql(first, `ALTER SYSTEM ADD OBSERVER '${ip(4)}:9011'`))).toBe(
      `FE with the same host: ${ip(4)} already exists`,
    );
  });

  it('that was dropped runs on: its journal is kept up to date, its pages say OK, its MySQL port greets nobody', () => {
    const { cluster, first, observer } = formWithObserver();
    expect(cluster.sql(first, `ALTER SYSTEM DROP OBSERVER '${ip(4)}:9010'`)).toEqual({ kind: 'ok' });
    expect(cluster.show(first).has(ip(4))).toBe(false);
    cluster.pass(400);
    expect(observer.exitCode).toBeUndefined();
    expect(observer.process.greets).toBe(false);
    expect(observer.log).toContain('java.lang.NullPointerException');
    expect(observer.process.env?.metadata.journalId).toBe(first.process.env?.metadata.journalId);
    expect(answerHttp(cluster.world, observer.process, '/api/bootstrap').body).toContain('"status":"OK"');
    expect(answerHttp(cluster.world, observer.process, '/api/health').status).toBe(200);
  });

  it('that was dropped follows the next leader too', () => {
    const { cluster, first, observer } = formWithObserver();
    cluster.sql(first, `ALTER SYSTEM DROP OBSERVER '${ip(4)}:9010'`);
    cluster.kill(first);
    cluster.until(() => observer.process.following !== undefined);
    expect(observer.process.following?.role).toBe('LEADER');
    expect(observer.process.greets).toBe(false);
  });

  it('that was dropped looks alive after a second ADD and greets nobody, also when it is started again', () => {
    const { cluster, first, observer } = formWithObserver();
    cluster.sql(first, `ALTER SYSTEM DROP OBSERVER '${ip(4)}:9010'`);
    cluster.sql(first, `ALTER SYSTEM ADD OBSERVER '${ip(4)}:9010'`);
    expect(cluster.show(first).get(ip(4))).toMatchObject({ Join: 'true', Alive: 'false' });
    cluster.until(() => cluster.show(first).get(ip(4))?.['Alive'] === 'true');
    expect(cluster.show(first).get(ip(4))).toMatchObject({ Join: 'true', ErrMsg: '' });
    expect(observer.process.greets).toBe(false);
    cluster.kill(observer);
    expect(cluster.show(first).get(ip(4))).toMatchObject({ Join: 'false', Alive: 'true' });
    const again = cluster.start(4, helper(1), observer.meta);
    cluster.until(() => again.process.ready);
    cluster.pass(60);
    expect(cluster.show(first).get(ip(4))).toMatchObject({ Join: 'true', Alive: 'true', ErrMsg: '' });
    expect(again.process.greets).toBe(false);
  });

  it('that was dropped serves again with an empty meta directory', () => {
    const { cluster, first, observer } = formWithObserver();
    cluster.sql(first, `ALTER SYSTEM DROP OBSERVER '${ip(4)}:9010'`);
    cluster.kill(observer);
    const again = cluster.join(first, 4, 'OBSERVER');
    expect(again.process.greets).toBe(true);
    expect(again.meta?.nodeName).not.toBe(observer.meta?.nodeName);
    expect(cluster.show(again).size).toBe(4);
  });

  it('that is started again with its meta directory, and was not dropped, serves', () => {
    const { cluster, first, observer } = formWithObserver();
    cluster.kill(observer);
    cluster.pass(30);
    expect(cluster.show(first).get(ip(4))).toMatchObject({ Join: 'false', Alive: 'false' });
    const again = cluster.start(4, {}, observer.meta);
    cluster.until(() => cluster.show(first).get(ip(4))?.['Alive'] === 'true');
    expect(again.process.greets).toBe(true);
    expect(cluster.show(first).get(ip(4))?.['Join']).toBe('true');
  });

  it('does not hold up its cluster when it dies', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    cluster.sql(first!, `ALTER SYSTEM ADD OBSERVER '${ip(3)}:9010'`);
    const observer = cluster.start(3, helper(1));
    cluster.until(() => cluster.show(first!).get(ip(3))?.['Alive'] === 'true');
    cluster.kill(observer);
    cluster.pass(120);
    expect(first?.exitCode).toBeUndefined();
    expect(cluster.show(first!).get(ip(3))).toMatchObject({ Alive: 'false', StartTime: 'NULL' });
  });
});
