import { describe, expect, it } from 'vitest';
import { answerHttp } from '../../../../sandbox/starrocks/model/answer-http.ts';
import { leaveGracefully, losesConnection } from '../../../../sandbox/starrocks/model/graceful.ts';
import type { Session } from '../../../../sandbox/starrocks/model/session.ts';
import { type Polled, parsePolls, readTranscript } from '../parse-transcript.ts';
import { columnsOf, expectSameViews, formRecorded, poll, print } from './polling.ts';
import { type Asked, type Node, openClient, type SimulatedCluster } from './simulated-cluster.ts';

const LOST = "OperationalError(2013, 'Lost connection to MySQL server during query')";

function askOnce(cluster: SimulatedCluster, node: Node, sql: string, client: Session): Asked {
  const asked = cluster.ask(node, sql, client);
  cluster.until(() => asked.answer !== undefined);
  return asked;
}

/** As the recorder of a frontend that leaves: every 0.3 s, and on a new connection after each failure. */
function pollReconnecting(cluster: SimulatedCluster, node: Node, sql: string, columns: readonly string[]) {
  const begun = cluster.seconds;
  const seen: Polled[] = [];
  let client = openClient();
  return {
    seen,
    upTo(second: number): void {
      while (cluster.seconds - begun < second) {
        let now: readonly string[] = ['refused'];
        if (!node.process.gone) {
          now = losesConnection(node.process, client) ? [LOST] : print(askOnce(cluster, node, sql, client), columns);
        }
        if (now[0] !== undefined && !/^\w+=/.test(now[0])) client = openClient();
        if (JSON.stringify(now) !== JSON.stringify(seen.at(-1)?.seen)) {
          seen.push({ at: cluster.seconds - begun, seen: now });
        }
        cluster.pass(0.3);
      }
    },
  };
}

/** One statement more, then the connection is lost, over and over: how often hangs on how fast the client is. */
function collapse(polls: readonly Polled[]): string[] {
  const texts = polls
    .map(({ seen }) => [...seen].sort().join('\n'))
    .map((text) => (text.includes('refused') ? 'refused' : text.includes('2013') ? LOST : text));
  return texts.filter((text, index) => text !== texts[index - 2] && text !== texts[index - 1]);
}

describe('a leader that leaves gracefully', () => {
  it('is seen by another frontend as recorded', () => {
    const recorded = parsePolls(readTranscript('s7-grace-1'));
    const { cluster, one, four } = formRecorded();
    const polled = poll(cluster, one, 'SHOW FRONTENDS', columnsOf(recorded));
    polled.upTo(3.4);
    leaveGracefully(cluster.world, four.process);
    polled.upTo(26);
    expect(four.exitCode).toBe(0);
    expectSameViews(polled.seen, recorded, 5);
  });

  it('is not well and not ready on its pages while it leaves', () => {
    const { cluster, four } = formRecorded();
    expect(answerHttp(cluster.world, four.process, '/api/health').status).toBe(200);
    leaveGracefully(cluster.world, four.process);
    expect(answerHttp(cluster.world, four.process, '/api/health')).toMatchObject({ status: 500, body: '' });
    expect(answerHttp(cluster.world, four.process, '/api/bootstrap')).toMatchObject({
      status: 200,
      body: expect.stringContaining('"status":"FAILED","code":"1","msg":"not ready"'),
    });
  });

  it.each([
    ['s7-grace-4', 'SHOW FRONTENDS'],
    ['s7-grace-sel4', 'SELECT 1'],
  ])('answers each connection once more until it is gone (%s)', (name, sql) => {
    const recorded = parsePolls(readTranscript(name));
    const { cluster, four } = formRecorded();
    const columns = sql === 'SELECT 1' ? ['1'] : columnsOf(recorded);
    const polled = pollReconnecting(cluster, four, sql, columns);
    polled.upTo(3.2);
    leaveGracefully(cluster.world, four.process);
    cluster.pass(0.15);
    polled.upTo(25);
    expect(collapse(polled.seen)).toEqual(collapse(recorded));
    const gone = (polls: readonly Polled[]) => polls.find(({ seen }) => /refused/.test(seen[0] ?? ''))?.at;
    expect(Math.abs((gone(polled.seen) ?? Number.NaN) - (gone(recorded) ?? Number.NaN))).toBeLessThan(1.5);
    expect(four.exitCode).toBe(0);
  });
});
