import { expect, test } from 'vitest';
import { type LeavingHost, judgeLeavingHost } from '../../../model/starrocks/judge-leaving-host.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const host: LeavingHost = { process: 77, listening: [8030, 9030], metaEmpty: false, metaClusterId: '1' };
const judge = (change: Partial<LeavingHost> = {}, registered = true) =>
  judgeLeavingHost(makeNode(2), { ...host, ...change }, { clusterId: '1', registered });
const refusals = (...args: Parameters<typeof judge>) =>
  judge(...args).flatMap(({ gate, severity }) => (severity === 'refusal' ? [gate] : []));
const { process: _, ...stopped } = host;

test('a member that runs, and one that does not, may go', () => {
  expect(refusals()).toEqual([]);
  expect(
    judgeLeavingHost(makeNode(2), { ...stopped, listening: [] }, { clusterId: '1', registered: true }),
  ).toMatchObject([
    { gate: 'process', severity: 'ok' },
    { gate: 'supervisor', severity: 'ok' },
  ]);
});

test('a process that nobody would stop, a supervisor, and the meta of another cluster refuse', () => {
  expect(judgeLeavingHost(makeNode(2), stopped, { clusterId: '1', registered: true })[0]).toMatchObject({
    gate: 'process',
    severity: 'refusal',
    next: ["ss -ltnp 'sport = :8030'"],
  });
  expect(refusals({ supervisor: 'starrocks-fe.service' })).toEqual(['supervisor']);
  expect(refusals({ metaElsewhere: '/data/fe/meta' })).toEqual(['own-meta']);
  expect(refusals({ metaClusterId: '2' })).toEqual(['second-cluster']);
});

test('what a removal left half-way is cleared: registered no more, but with the meta of this cluster', () => {
  expect(refusals({}, false)).toEqual([]);
  expect(
    judgeLeavingHost(makeNode(2), { listening: [], metaEmpty: true }, { clusterId: '1', registered: false }),
  ).toMatchObject([{ gate: 'member', severity: 'refusal' }]);
});
