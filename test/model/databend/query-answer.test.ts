import { expect, test } from 'vitest';
import { isAuthFailure, readQueryAnswer } from '../../../model/databend/query-answer.ts';

test.each([
  [200, '{"id":"a","state":"Succeeded","error":null,"data":[["default"]],"next_uri":null}', { kind: 'done' }],
  [
    200,
    '{"id":"a","state":"Running","error":null,"data":[],"next_uri":"/v1/query/a/page/1"}',
    { kind: 'goes on', next: '/v1/query/a/page/1' },
  ],
  [
    200,
    '{"id":"a","state":"Failed","error":{"code":2001,"message":"MetaError: no leader\\nat x"},"next_uri":null}',
    { kind: 'failed', message: 'MetaError: no leader' },
  ],
  [200, '{"id":"a","state":"Failed","error":null}', { kind: 'failed', message: 'it failed and gave no reason' }],
  [404, 'not found', { kind: 'failed', message: 'HTTP 404 not found' }],
  [500, '{"state":"Succeeded"}', { kind: 'failed', message: 'HTTP 500' }],
  [200, '<html>', { kind: 'unreadable' }],
] as const)('%i %s', (status, body, answer) => {
  expect(readQueryAnswer(status, body)).toEqual(answer);
});

test('a wrong password is told from a failed query', () => {
  expect([401, 403, 500, 200].map(isAuthFailure)).toEqual([true, true, false, false]);
});
