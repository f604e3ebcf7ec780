import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseWay } from '../../../model/databend/choose-way.ts';
import { type EndpointFacts, type EndpointList, judgeEndpoints } from '../../../model/databend/judge-endpoints.ts';

const [ONE, TWO, THREE] = ['10.0.0.1:9191', '10.0.0.2:9191', '10.0.0.3:9191'] as const;
const FACTS: EndpointFacts = { living: [ONE, TWO, THREE], leaving: [TWO] };

function judge(endpoints: readonly string[] | undefined, facts: Partial<EndpointFacts> = {}) {
  const list: EndpointList = {
    query: 'query-1',
    file: '/etc/databend/databend-query.toml',
    ...(endpoints === undefined ? { why: 'connection refused' } : { endpoints }),
  };
  return judgeEndpoints(list, { ...FACTS, ...facts });
}

test.each([
  [[ONE, TWO], 'ok', 'query-1 keeps 10.0.0.1:9191'],
  [['http://10.0.0.1:9191', '10.0.0.9:9191'], 'ok', 'query-1 keeps 10.0.0.1:9191, and 1 more that do not live'],
  [[TWO], 'refusal', 'the list of query-1 would lead to no living meta node: it names only 10.0.0.2:9191'],
  [[], 'refusal', 'the list of query-1 would lead to no living meta node: it names none'],
  [
    [TWO, '10.0.0.9:9191'],
    'refusal',
    'the list of query-1 would lead to no living meta node: of those that stay it names only 10.0.0.9:9191, which do not live',
  ],
  [
    undefined,
    'warning',
    'the list of query-1 is not known: connection refused; the operation holds when it comes to it',
  ],
] as const)('%j: %s', (endpoints, severity, message) => {
  expect(judge(endpoints)).toMatchObject({ gate: 'living-endpoint', subject: 'query-1', severity, message });
});

test('what to write into the file is said, without those that go and those that are dead', () => {
  expect(judge([TWO], { living: [ONE, TWO] }).next).toEqual([
    'endpoints = ["10.0.0.1:9191"]   # in /etc/databend/databend-query.toml on query-1',
    'muster restart query-1',
  ]);
  expect(judge([TWO], { living: [TWO] }).next).toEqual(['muster status']);
});

const endpoint = fc.constantFrom(ONE, TWO, THREE, '10.0.0.4:9191', '10.0.0.5:9191');
const some = fc.uniqueArray(endpoint);

test('it passes exactly when a living one stays, in whatever order and spelling the list is', () => {
  fc.assert(
    fc.property(some, some, some, fc.boolean(), (endpoints, living, leaving, scheme) => {
      const stays = endpoints.some((one) => living.includes(one) && !leaving.includes(one));
      const written = endpoints.map((one) => (scheme ? `http://${one}` : one));
      expect(judge(written, { living, leaving }).severity).toBe(stays ? 'ok' : 'refusal');
    }),
  );
});

test.each([
  [{ autoSyncInterval: 0, runs: true, startedAt: 10, fileChangedAt: 20 }, 'restart'],
  [{ autoSyncInterval: 0, runs: true, startedAt: 20, fileChangedAt: 20 }, 'restart'],
  [{ autoSyncInterval: 0, runs: true, startedAt: 21, fileChangedAt: 20 }, 'restart'],
  [{ autoSyncInterval: 0, runs: true, startedAt: 22, fileChangedAt: 20 }, 'fresh'],
  [{ autoSyncInterval: 0, runs: true }, 'restart'],
  [{ autoSyncInterval: 60, runs: true, startedAt: 10, fileChangedAt: 20 }, 'follows'],
  [{ autoSyncInterval: 60, runs: false }, 'down'],
] as const)('%j: %s', (facts, way) => {
  expect(chooseWay(facts)).toBe(way);
});
