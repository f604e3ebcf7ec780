import { ScheduleNotFoundError, ServiceError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { askSchedules } from '../../../client/schedules/ask-schedules.ts';
import type { Link } from '../../../client/connect.ts';

const link = {
  address: 'temporal:7233',
  namespace: 'muster',
  client: { withDeadline: (_: number, work: () => Promise<unknown>) => work() },
} as unknown as Link;

function refused(code: number, details: string): ServiceError {
  const cause = Object.assign(new Error(`${code} ${details}`), { code, details, metadata: {} });
  return new ServiceError('Failed to create schedule', { cause });
}

const ask = (error: Error) => askSchedules(link, 'nothing was made', () => Promise.reject(error));

test.each([
  [
    'has no schedules',
    refused(12, 'method CreateSchedule not implemented'),
    'TEMPORAL_OLD',
    'has no schedules; nothing was made',
  ],
  [
    'does not take the spec',
    new TypeError('unknown time zone Mars/Base'),
    'BAD_INPUT',
    'Temporal does not take it: unknown time zone Mars/Base; nothing was made',
  ],
  ['does not answer', refused(14, 'connection refused'), 'TEMPORAL_DOWN', 'does not answer: nothing was made'],
  [
    'does not know it',
    new ScheduleNotFoundError('not found', 'schedule/prod/weekly'),
    'NOT_FOUND',
    'No schedule weekly of prod is known',
  ],
])('a server that %s is told in a sentence', async (_what, error, code, message) => {
  await expect(ask(error)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test('what withLink explains better is left to it', async () => {
  const error = refused(7, 'Request unauthorized.');
  await expect(ask(error)).rejects.toBe(error);
});
