import { expect, test } from 'vitest';
import { EARLY, refuseEarlyQueries } from '../../../workflows/interceptors/refuse-early-query.ts';

const at = (seconds: number) => ({ seconds, nanos: 5 }) as never;
const work = (historyLength: number, seconds: number, bytes = seconds * 100) => ({
  historyLength,
  historySizeBytes: bytes as never,
  timestamp: at(seconds),
  jobs: [{ resolveActivity: {} }],
});
const query = (historyLength: number, queryId = 'legacy_query') => ({
  historyLength,
  timestamp: at(0),
  jobs: [{ queryWorkflow: { queryId } }],
});

test('a query behind a workflow task is answered', () => {
  const see = refuseEarlyQueries();
  see(work(3, 1));
  see(work(9, 2));
  expect(() => see(query(9))).not.toThrow();
  // Nothing but the commands of that task, of which the workflow hears nothing.
  expect(() => see(query(12))).not.toThrow();
});

test('a query that brought events of no workflow task is refused', () => {
  const see = refuseEarlyQueries();
  see(work(3, 1));
  see(work(9, 1));
  expect(() => see(query(9))).toThrow(EARLY);
});

test('several activations of one task are one task', () => {
  const see = refuseEarlyQueries();
  see(work(3, 1));
  see(work(9, 2));
  // A cancelled activity is told at once: the same events, the same time.
  see(work(9, 2));
  expect(() => see(query(9))).not.toThrow();
});

test('several activations of events without a task stay refused until a task comes', () => {
  const see = refuseEarlyQueries();
  see(work(3, 1));
  see(work(9, 1));
  see(work(9, 1));
  expect(() => see(query(9))).toThrow(EARLY);
  see(work(12, 2));
  expect(() => see(query(12))).not.toThrow();
});

test('a query that comes with a workflow task is answered', () => {
  const see = refuseEarlyQueries();
  see(work(3, 1));
  see(work(9, 1));
  expect(() => see(query(9, 'a query of its own'))).not.toThrow();
});

test('a query is answered though the clock of the server went back, and time stands still in the workflow', () => {
  const see = refuseEarlyQueries();
  see(work(3, 1, 400));
  see(work(9, 1, 900));
  expect(() => see(query(9))).not.toThrow();
});
