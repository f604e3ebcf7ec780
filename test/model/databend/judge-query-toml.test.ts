import { expect, test } from 'vitest';
import { judgeQueryToml } from '../../../model/databend/judge-query-toml.ts';
import { makeMeta, makeQuery } from '../../fixtures/databend-cluster.ts';

const PLACE = '/etc/databend/databend-query.toml';
const members = [makeMeta(1), makeMeta(2)];
const both = '"10.0.0.1:9191", "10.0.0.2:9191"';
const next = [`endpoints = [${both}]   # in [meta] of ${PLACE}`];
const judge = (text: string, silent: readonly string[] = []) => judgeQueryToml(makeQuery(1), text, { members, silent });

test.each([
  [60, 'it asks every 60 s who the members are'],
  [0, 'it learns of others only by a restart (auto_sync_interval is 0)'],
])('a file that names all is right, and with an interval of %i says how others are learnt of', (interval, words) => {
  expect(judge(`[meta]\nendpoints = [${both}]\nauto_sync_interval = ${interval}\n`, ['10.0.0.1:9191'])).toEqual([
    { gate: 'endpoints', severity: 'ok', subject: 'query-1', message: `${PLACE} names every meta node; ${words}` },
  ]);
});

test.each([
  ['[query]\n', 'refusal', `${PLACE} names no meta node: endpoints of [meta] is empty or absent`],
  [
    '[meta]\nendpoints = ["10.0.0.1:9191", "10.0.0.9:9191", "10.0.0.2:9191"]\n',
    'warning',
    `${PLACE} names 10.0.0.9:9191, which the cluster file does not have`,
  ],
  [
    '[meta]\nendpoints = ["http://10.0.0.2:9191"]\n',
    'warning',
    `${PLACE} does not name 10.0.0.1:9191: with the others gone its Query node cannot start`,
  ],
])('%j is found with a list to write', (text, severity, message) => {
  expect(judge(text)).toEqual([{ gate: 'endpoints', severity, subject: 'query-1', message, next }]);
});

test('a list of which none answers is refused', () => {
  expect(judge(`[meta]\nendpoints = [${both}]\n`, ['10.0.0.1:9191', '10.0.0.2:9191'])).toMatchObject([
    { severity: 'refusal', message: `no endpoint in ${PLACE} answers: 10.0.0.1:9191, 10.0.0.2:9191` },
  ]);
});

test('what is no TOML is refused with its place', () => {
  expect(judge('[meta\n')).toMatchObject([
    { severity: 'refusal', message: expect.stringContaining('line 2, column 1') },
  ]);
});
