import { expect, test } from 'vitest';
import type { Link } from '../../client/connect.ts';
import { waitTurn } from '../../client/wait-turn.ts';
import { makeCluster, makeRequest } from '../fixtures/scripted-world.ts';

/** Each look at it goes on for as long as the test does: with no worker one takes seconds. `looks` is told of each. */
function makeSilent(looks: () => void): Link {
  const describe = () => {
    looks();
    return new Promise<never>(() => {});
  };
  const client = {
    withDeadline: <Answer>(_: number, ask: () => Promise<Answer>) => ask(),
    workflow: { getHandle: () => ({ describe }) },
  };
  return { client } as unknown as Link;
}

test('a wait ends when nobody waits any longer, though a look is under way that does not end', async () => {
  const leaving = new AbortController();
  let looks = 0;
  const silent = makeSilent(() => {
    looks++;
    queueMicrotask(() => leaving.abort());
  });
  expect(await waitTurn(silent, makeRequest({ cluster: makeCluster() }), leaving.signal)).toBeUndefined();
  expect(looks).toBe(1);
});
