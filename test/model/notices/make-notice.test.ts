import { expect, test } from 'vitest';
import { makeNotice } from '../../../model/notices/make-notice.ts';
import { noticeKey, noticeWorkflowId } from '../../../model/notices/notice.ts';
import type { News } from '../../../model/notices/judge-notices.ts';
import type { OperationProgress } from '../../../model/operation.ts';
import { at, attended, ended, progressOf, stalled, waiting } from './notice-examples.ts';

const STEP = 'be-3/drained';
const BACKEND_GONE = {
  code: 'CHECK_REFUSED',
  kind: 'refused',
  message: '2 checks refuse',
  hint: 'muster check',
} as const;

const EXAMPLES: readonly (readonly [string, News, OperationProgress])[] = [
  ['started', { event: 'started' }, progressOf({})],
  ['needs-attention', { event: 'needs-attention', step: STEP }, attended('02:00:00')],
  ['stalled', { event: 'stalled', step: STEP }, stalled('few-hosts')],
  ['moving', { event: 'moving', step: STEP }, progressOf({})],
  ['waiting', { event: 'waiting', step: STEP }, waiting('2026-11-21T14:00:00.000Z')],
  ['done', { event: 'done' }, ended('done')],
  [
    'undone',
    { event: 'undone' },
    { ...ended('undone'), verbs: [{ verb: 'undo', by: 'bob@desk', why: 'wrong node', at: at('03:00:00') }] },
  ],
  [
    'abandoned',
    { event: 'abandoned' },
    {
      ...ended('abandoned'),
      verbs: [{ verb: 'abandon', by: 'bob@desk', what: 'leave: the node stays', at: at('03:00:00') }],
    },
  ],
  ['refused', { event: 'refused' }, { ...ended('refused'), failure: BACKEND_GONE }],
];

/** Kept in golden/ and shown in docs/notify.md: whoever receives them depends on each field. */
test.each(EXAMPLES)('a notice of %s is the one that was looked at', async (name, news, progress) => {
  const notice = makeNotice(news, progress, { number: 2, at: at('02:00:00') });
  await expect(`${JSON.stringify(notice, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
});

test('an undo that nobody asked for says what had failed', () => {
  const { steps } = attended('02:00:00');
  const notice = makeNotice({ event: 'undone' }, { ...ended('undone'), steps }, { number: 2, at: at('02:00:00') });
  expect(notice.why).toBe('the user muster lacks NODE on SYSTEM');
});

test('no sentence is longer than a receiver can be expected to take', () => {
  const long = { ...BACKEND_GONE, message: 'x'.repeat(100_000) };
  const notice = makeNotice(
    { event: 'failed' },
    { ...ended('failed'), failure: long },
    { number: 1, at: at('02:00:00') },
  );
  expect(JSON.stringify(notice).length).toBeLessThan(6_000);
  expect(notice.why?.endsWith('…')).toBe(true);
});

test('two notices of one operation have neither a workflow nor a key in common; nor has one that is told anew', () => {
  const make = (event: News['event'], number: number, clock: string) =>
    makeNotice({ event }, progressOf({}), { number, at: at(clock) });
  const first = make('needs-attention', 1, '02:00:00');
  const others = [make('needs-attention', 2, '02:00:00'), make('done', 1, '02:00:00')];
  for (const other of others) {
    expect(noticeWorkflowId(other)).not.toBe(noticeWorkflowId(first));
    expect(noticeKey(other)).not.toBe(noticeKey(first));
  }
  expect(noticeKey(make('needs-attention', 1, '02:00:01'))).not.toBe(noticeKey(first));
  expect(noticeKey(first)).toMatch(/^[\w-]+$/);
});
