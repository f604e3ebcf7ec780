import { expect, test } from 'vitest';
import type { RestartedMeta } from '../../../activities/databend/restart-meta.ts';
import type { Operation } from '../../../workflows/core/procedure.ts';
import { restartMetas } from '../../../workflows/databend/restart-metas.ts';
import { makeDatabend } from '../../fixtures/databend-cluster.ts';

const cluster = makeDatabend();

test('one that an election makes the leader again each time is not told as restarted: the last round throws', async () => {
  const last: unknown[] = [];
  const op = {
    settle: () => {},
    untilOpen: async () => {},
    each: async (nodes: readonly string[], body: (node: string) => Promise<void>) => {
      for (const node of nodes) await body(node);
    },
    block: (body: () => Promise<void>) => body(),
    guard: (_options: unknown, body: () => Promise<void>) => body(),
    check: async () => {},
    wait: async () => {},
    change: async (id: string, _title: string, _activity: unknown, input: { readonly last?: boolean }) => {
      if (id !== 'restart') return undefined;
      last.push(input.last);
      if (input.last === true) throw new Error('it leads still');
      return { came: 'leads' } satisfies RestartedMeta;
    },
  };
  const input = { cluster, nodes: ['meta-1'] } as unknown as Parameters<typeof restartMetas.run>[1];
  await expect(restartMetas.run(op as unknown as Operation, input)).rejects.toThrow('it leads still');
  expect(last).toEqual([false, false, true]);
});
