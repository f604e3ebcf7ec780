import { expect, test } from 'vitest';
import {
  activityAttempt,
  activityOwner,
  activitySignal,
  notYet,
  reportNote,
  runInScope,
} from '../../activities/context.ts';

test('a command that reads without a worker has a scope that does nothing', () => {
  expect(() => reportNote('nobody listens')).not.toThrow();
  expect(activitySignal().aborted).toBe(false);
  expect(activityAttempt()).toBe(1);
  expect(activityOwner()).toBe('');
});

test('any number of connections may listen for the end of one activity', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const { signal } = new AbortController();
  await runInScope({ signal, attempt: 1, owner: '', reportNote: () => {} }, async () => {
    for (let connection = 0; connection < 40; connection += 1) activitySignal().addEventListener('abort', () => {});
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

test('two activities at the same time see each its own scope', async () => {
  const run = (attempt: number) => {
    const notes: string[] = [];
    const scope = {
      signal: new AbortController().signal,
      attempt,
      owner: `run ${attempt}`,
      reportNote: (note: string) => notes.push(note),
    };
    return runInScope(scope, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      reportNote(`try ${activityAttempt()}`);
      return { notes, own: activitySignal() === scope.signal, owner: activityOwner() };
    });
  };
  expect(await Promise.all([run(1), run(2)])).toEqual([
    { notes: ['try 1'], own: true, owner: 'run 1' },
    { notes: ['try 2'], own: true, owner: 'run 2' },
  ]);
});

test('not yet is also the last note', async () => {
  const notes: string[] = [];
  const scope = {
    signal: new AbortController().signal,
    attempt: 1,
    owner: 'run',
    reportNote: (note: string) => notes.push(note),
  };
  const failure = await runInScope(scope, async () => notYet('joining', 2000.4));
  expect(failure).toMatchObject({ type: 'NOT_YET', message: 'joining', nextRetryDelay: 2000 });
  expect(notes).toEqual(['joining']);
});
