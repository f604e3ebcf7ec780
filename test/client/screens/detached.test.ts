import { expect, it } from 'vitest';
import { showDetached } from '../../../client/screens/detached.ts';
import type { OperationProgress } from '../../../model/operation.ts';
import { progressOf, VIEW } from './examples.ts';

const ID = '4kx9t2mq';
const NO_RETURN = { why: 'be-3 is dropped', instead: 'muster add be-3' };

function say(changes: Partial<OperationProgress>): readonly string[] {
  return showDetached(ID, progressOf(changes), VIEW).slice(2);
}

it('one that is left alone is watched again, or held by the verb that it takes', () => {
  expect(showDetached(ID, progressOf({ state: 'running' }), VIEW)).toEqual([
    `Detached. Operation ${ID} goes on without this terminal (running).`,
    `next: muster ops watch ${ID}`,
    `      muster ops pause ${ID}   # or undo`,
  ]);
  expect(say({ state: 'paused' })).toEqual([`      muster ops resume ${ID}   # or undo`]);
});

it('no verb is suggested that would be refused', () => {
  const { request } = progressOf({});
  expect(say({ state: 'undoing' })).toEqual([]);
  expect(say({ state: 'running', request: { ...request, mode: 'plan' } })).toEqual([]);
  expect(say({ state: 'running', unpausable: 'fe-2 joins' })).toEqual([]);
  expect(say({ state: 'running', noReturn: NO_RETURN })).toEqual([`      muster ops pause ${ID}`]);
});
