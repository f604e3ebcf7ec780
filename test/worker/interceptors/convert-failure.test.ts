import {
  ApplicationFailure,
  ApplicationFailureCategory,
  CancelledFailure,
  CompleteAsyncError,
} from '@temporalio/common';
import { expect, test } from 'vitest';
import { notYet } from '../../../activities/context.ts';
import { MusterError } from '../../../model/error.ts';
import { convertFailure } from '../../../worker/interceptors/convert-failure.ts';

const redact = (text: string) => text.replaceAll('"s3cret', '***');

function convert(error: unknown, cancelled = false): ApplicationFailure {
  return convertFailure(error, redact, cancelled) as ApplicationFailure;
}

test.each([
  ['refused', true],
  ['transient', false],
  ['unknown', false],
] as const)('an error of kind %s is nonRetryable: %s', (kind, nonRetryable) => {
  const failure = convert(new MusterError('SQL_FAILED', 'no', { kind }));
  expect(failure).toMatchObject({
    type: 'SQL_FAILED',
    nonRetryable,
    details: [{ code: 'SQL_FAILED', kind, message: 'no' }],
  });
});

test('the cause and the stack stay in the worker', () => {
  const failure = convert(new MusterError('SSH_LOST', 'lost', { cause: new Error('inner text') }));
  expect(failure.stack).toBe('');
  expect(failure.cause).toBeUndefined();
  expect(JSON.stringify(failure)).not.toContain('inner text');
});

test('of a foreign error only class and code are kept, because its text may quote anything', () => {
  const error = Object.assign(new Error('open /etc/key: content'), { code: 'ENOENT' });
  expect(convert(error).details).toEqual([
    {
      code: 'INTERNAL',
      kind: 'unknown',
      message: 'A defect of muster: Error ENOENT',
      hint: 'The log of the worker has the rest',
    },
  ]);
});

test('the text of a programming error is kept, redacted', () => {
  expect(convert(new TypeError('x is not a function: "s3cret')).message).toBe(
    'A defect of muster: TypeError: x is not a function: ***',
  );
});

test('something thrown that is no error is named by its type', () => {
  expect(convert('text').message).toBe('A defect of muster: string');
  expect(convert(undefined).message).toBe('A defect of muster: undefined');
});

test('a wait that is not so yet keeps its delay, its category and its details', () => {
  const failure = convert(notYet('2 of 3 alive, "s3cret', 1500));
  expect(failure).toMatchObject({ type: 'NOT_YET', nextRetryDelay: 1500, category: ApplicationFailureCategory.BENIGN });
  expect(failure.details).toEqual([{ note: '2 of 3 alive, ***', at: expect.any(String) }]);
  expect(failure.message).toBe('2 of 3 alive, ***');
});

test('a secret with a quote is found in details of any depth', () => {
  const failure = convert(
    ApplicationFailure.create({ message: 'x', details: [{ a: ['"s3cret'], b: { c: '"s3cret' }, n: 1, z: null }] }),
  );
  expect(failure.details).toEqual([{ a: ['***'], b: { c: '***' }, n: 1, z: null }]);
});

test('a cancelled activity is cancelled, whichever way it noticed', () => {
  const aborted = Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
  expect(convertFailure(aborted, redact, true)).toBeInstanceOf(CancelledFailure);
  expect(convertFailure(aborted, redact, false)).toMatchObject({ type: 'INTERNAL' });
  expect(convertFailure(new CancelledFailure('x'), redact, true)).toBeInstanceOf(CancelledFailure);
});

test('what fails while it is being cut off may be tried again', () => {
  const error = new MusterError('COMMAND_FAILED', 'ended by SIGTERM');
  expect(convert(error, true).nonRetryable).toBe(false);
});

test('an activity that completes elsewhere is left alone', () => {
  const error = new CompleteAsyncError();
  expect(convertFailure(error, redact, false)).toBe(error);
});
