import { describe, expect, test } from 'vitest';
import type { Led } from '../../../activities/databend/await-led.ts';
import type { Transferred } from '../../../activities/databend/transfer.ts';
import type { Operation } from '../../../workflows/core/procedure.ts';
import { bringLeadership } from '../../../workflows/databend/bring-leadership.ts';
import { makeDatabend } from '../../fixtures/databend-cluster.ts';

const cluster = makeDatabend();

/** The words of an operation that these steps use; each election ends as it is told. */
function operate(elections: readonly (Led | undefined)[], sent: readonly (Transferred | undefined)[] = []) {
  const calls: { readonly id: string; readonly input: Record<string, unknown> }[] = [];
  let round = 0;
  const op = {
    block: (body: () => Promise<void>) => body(),
    change: async (id: string, _title: string, _activity: unknown, input: Record<string, unknown>) => {
      calls.push({ id, input });
      return sent.length > 0
        ? sent[round]
        : ({ sent: true, from: `meta-${round + 1}`, to: 'meta-3', term: 3 + round } satisfies Transferred);
    },
    wait: async (id: string, _title: string, _activity: unknown, input: Record<string, unknown>) => {
      calls.push({ id, input });
      return elections[round++];
    },
  };
  return { op: op as unknown as Operation, calls };
}

describe('the leadership is asked for', () => {
  test('once when it comes', async () => {
    const { op, calls } = operate([{ leader: 'meta-3', wanted: true }]);
    expect(await bringLeadership(op, { cluster, to: 'meta-3' })).toBe('meta-3');
    expect(calls.map(({ id }) => id)).toEqual(['transfer', 'led']);
    expect(calls[1]?.input).toMatchObject({ to: 'meta-3', before: { from: 'meta-1', term: 3 }, last: false });
  });

  test('again when another one wins, at most twice; the last election has to be right', async () => {
    const { op, calls } = operate([
      { leader: 'meta-2', wanted: false },
      { leader: 'meta-1', wanted: false },
      { leader: 'meta-3', wanted: true },
    ]);
    expect(await bringLeadership(op, { cluster, to: 'meta-3' })).toBe('meta-3');
    expect(calls.map(({ id }) => id)).toEqual(['transfer', 'led', 'transfer', 'led', 'transfer', 'led']);
    expect(calls.filter(({ id }) => id === 'led').map(({ input }) => input['last'])).toEqual([false, false, true]);
    expect(calls[3]?.input).toMatchObject({ before: { from: 'meta-2', term: 4 } });
  });

  test('of nobody when it is there already, and only verified', async () => {
    const { op, calls } = operate([{ leader: 'meta-3', wanted: true }], [{ sent: false, leader: 'meta-3' }]);
    expect(await bringLeadership(op, { cluster, not: ['meta-1'] })).toBe('meta-3');
    expect(calls[1]?.input).not.toHaveProperty('before');
  });

  test('once in a plan', async () => {
    const { op, calls } = operate([undefined], [undefined]);
    expect(await bringLeadership(op, { cluster, to: 'meta-3' })).toBeUndefined();
    expect(calls).toHaveLength(2);
  });
});
