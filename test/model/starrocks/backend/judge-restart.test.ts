import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  judgeCopies,
  judgeOthers,
  judgeRestarting,
  listAway,
  orderBackendRestart,
} from '../../../../model/starrocks/backend/judge-restart.ts';
import { judgeRestartBackendHost } from '../../../../model/starrocks/backend/judge-restart-host.ts';
import type { BackendRow } from '../../../../model/starrocks/data/backend-rows.ts';
import { makeTablet } from '../../../fixtures/drain-reading.ts';
import { makeBackend } from '../../../fixtures/scripted-world.ts';
import { makeBackendRow, makeComputeNodeRow } from './make-members.ts';

const DEAD = { alive: false, statusCode: 'DISCONNECTED' } as const;
const row = (number: number, changes: Partial<BackendRow> = {}) =>
  makeBackendRow(`10.0.1.${number}`, { id: String(1000 * number), ...changes });
const of = (...backends: readonly BackendRow[]) => ({ backends, computeNodes: [] });
const handle = (number: number) => `10.0.1.${number}:9050`;
const refusals = (findings: readonly { severity: string; gate: string }[]) =>
  findings.filter(({ severity }) => severity === 'refusal').map(({ gate }) => gate);

describe('the others', () => {
  test('can spare one while all of them live and none drains', () => {
    expect(refusals(judgeOthers(of(row(1), row(2), row(3)), 'be', [handle(1)]))).toEqual([]);
  });

  test('cannot with one of them dead, or leaving', () => {
    expect(refusals(judgeOthers(of(row(1), row(2, DEAD)), 'be', [handle(1)]))).toEqual(['spare']);
    expect(refusals(judgeOthers(of(row(1), row(2, { statusCode: 'SHUTDOWN' })), 'be', [handle(1)]))).toEqual(['spare']);
  });

  test('cannot while one drains, the one itself too', () => {
    expect(refusals(judgeOthers(of(row(1), row(2, { draining: true })), 'be', [handle(1)]))).toEqual(['draining']);
    expect(refusals(judgeOthers(of(row(1, { draining: true }), row(2)), 'be', [handle(1)]))).toEqual(['draining']);
  });

  test('what was away before, and told, is not told again; what came since is', () => {
    const members = of(row(1), row(2, DEAD), row(3, DEAD));
    expect(listAway(of(row(1), row(2, DEAD)), 'be')).toEqual([handle(2)]);
    expect(refusals(judgeOthers(members, 'be', [handle(1)], [handle(2), handle(3)]))).toEqual([]);
    expect(refusals(judgeOthers(members, 'be', [handle(1)], [handle(2)]))).toEqual(['spare']);
  });

  test('of a compute node only warn: it holds nothing', () => {
    const computeNodes = [1, 2].map((number) => makeComputeNodeRow(`10.0.1.${number}`));
    const judge = (nodes: typeof computeNodes) => judgeOthers({ backends: [], computeNodes: nodes }, 'cn', [handle(1)]);
    expect(judge(computeNodes)[0]?.severity).toBe('ok');
    expect(judge(computeNodes.slice(0, 1))[0]).toMatchObject({ gate: 'targets', severity: 'warning' });
  });
});

describe('copies', () => {
  const judge = (tablets: ReturnType<typeof makeTablet>[], changes = {}) =>
    judgeCopies({ sharedData: false, ids: new Set(['1000', '2000']), tablets, unhealthy: 0, ...changes });

  test('a tablet whose only replica would be away refuses, with its table', () => {
    const findings = judge([makeTablet('1', [1]), makeTablet('2', [3])]);
    expect(findings[0]).toMatchObject({
      gate: 'spare',
      severity: 'refusal',
      message: '1 tablet of 1 table has its only replica there, and cannot be read while it is down: shop.orders',
    });
  });

  test('two replicas on two that are restarted are no hindrance: one is down at a time', () => {
    expect(refusals(judge([makeTablet('1', [1, 2])]))).toEqual([]);
  });

  test('unhealthy tablets refuse', () => {
    expect(refusals(judge([], { unhealthy: 1 }))).toEqual(['unhealthy']);
  });

  test('data in object storage have no copies to spare', () => {
    expect(judge([makeTablet('1', [1])], { sharedData: true, unhealthy: 9 })).toEqual([
      expect.objectContaining({ severity: 'ok' }),
    ]);
  });
});

test('what does not serve comes first, and the order is kept otherwise', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 6 }), (alive) => {
      const members = of(...alive.map((one, index) => row(index + 1, one ? {} : DEAD)));
      const nodes = alive.map((_, index) => ({ alias: `be-${index + 1}`, handle: handle(index + 1) }));
      const numbered = alive.map((one, index) => ({ one, alias: `be-${index + 1}` }));
      expect(orderBackendRestart(members, nodes)).toEqual(
        [...numbered.filter(({ one }) => !one), ...numbered.filter(({ one }) => one)].map(({ alias }) => alias),
      );
    }),
  );
});

test('a node that is no member is refused; of all of the file it is left out', () => {
  const nodes = [1, 2].map((number) => ({ alias: `be-${number}`, handle: handle(number), kind: 'be' as const }));
  expect(refusals(judgeRestarting(of(row(1)), nodes, false).findings)).toEqual(['member']);
  expect(refusals(judgeRestarting(of(row(1)), nodes, true).findings)).toEqual([]);
  expect(judgeRestarting(of(row(1)), nodes, true).kept.map(({ alias }) => alias)).toEqual(['be-1']);
  expect(refusals(judgeRestarting(of(), nodes, true).findings)).toEqual(['member', 'member']);
});

describe('the host of a node that is to be restarted', () => {
  const node = makeBackend(1);
  const good = {
    process: 77,
    listening: [9050],
    storage: [{ path: '/data1', state: 'used', writable: true }],
    installed: true,
  } as const;
  const judge = (changes = {}) => refusals(judgeRestartBackendHost(node, { ...good, ...changes }));

  test('passes with its process, and without one when nothing listens', () => {
    expect(judge()).toEqual([]);
    const { process: _, ...stopped } = good;
    expect(refusals(judgeRestartBackendHost(node, { ...stopped, listening: [] }))).toEqual([]);
    expect(refusals(judgeRestartBackendHost(node, stopped))).toEqual(['process']);
  });

  test.each([
    ['storage that is not there', { storage: [{ path: '/data1', state: 'missing', writable: true }] }, 'storage'],
    ['storage that cannot be written', { storage: [{ path: '/data1', state: 'used', writable: false }] }, 'storage'],
    ['no start script', { installed: false }, 'package'],
  ])('refuses %s: it could not be started again', (_what, changes, gate) => {
    expect(judge(changes)).toEqual([gate]);
  });
});
