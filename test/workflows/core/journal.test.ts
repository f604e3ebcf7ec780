import { expect, test } from 'vitest';
import { Journal } from '../../../workflows/core/journal.ts';
import { makeRequest } from '../../fixtures/scripted-world.ts';

test('a settled order changes the steps to come, and drops those of other nodes', () => {
  const journal = new Journal(makeRequest(), () => {});
  journal.step('cluster', { kind: 'check' });
  for (const node of ['a', 'b', 'c']) journal.step(`${node}/host`, { node });
  for (const node of ['a', 'b', 'c']) {
    journal.step(`${node}/stop`, { node });
    journal.step(`${node}/start`, { node });
  }
  for (const id of ['cluster', 'a/host']) journal.step(id, { state: 'done' });
  journal.settle(['c', 'a']);
  expect(journal.view().steps.map(({ id }) => id)).toEqual([
    'cluster',
    'a/host',
    'c/host',
    'c/stop',
    'c/start',
    'a/stop',
    'a/start',
  ]);
});

test('a step that was not foreseen stands behind what was done in the middle of the one before it', () => {
  const journal = new Journal(makeRequest(), () => {});
  for (const [id, node] of [['a/send', 'a'], ['wait'], ['a/drop', 'a']] as const)
    journal.step(id, node === undefined ? {} : { node });
  journal.step('a/send', { state: 'running' });
  journal.step('a/send', { state: 'done' });
  const wait = () => journal.step('wait', { state: 'running' });
  wait();
  journal.step('tune', { state: 'running' });
  journal.step('tune', { state: 'done' });
  wait();
  journal.step('wait', { state: 'skipped' });
  journal.step('a/cancel', { node: 'a', state: 'running' });
  expect(journal.view().steps.map(({ id }) => id)).toEqual(['a/send', 'wait', 'tune', 'a/cancel', 'a/drop']);
});

test('at the end the steps that were never come to fall away; a wait that a plan came to stays', () => {
  const journal = new Journal(makeRequest(), () => {});
  for (const id of ['look', 'restart', 'wait']) journal.step(id, { kind: 'change', state: 'pending' });
  journal.step('look', { state: 'running' });
  journal.step('look', { state: 'done' });
  journal.step('wait', { kind: 'wait' });
  journal.leaveOutUnreached();
  expect(journal.view().steps.map(({ id, state }) => `${id} ${state}`)).toEqual(['look done', 'wait pending']);
});
