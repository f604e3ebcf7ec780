import { expect, test } from 'vitest';
import { judgeOnlyQuery } from '../../../model/databend/judge-only-query.ts';

test('the only Query node is told before it is restarted, and no other one', () => {
  expect(judgeOnlyQuery(['query-1'], ['query-1'])).toMatchObject([
    { gate: 'only-query', severity: 'warning', subject: 'query-1' },
  ]);
  expect(judgeOnlyQuery(['query-1'], [])).toEqual([]);
  expect(judgeOnlyQuery(['query-1', 'query-2'], ['query-1', 'query-2'])).toEqual([]);
  expect(judgeOnlyQuery([], [])).toEqual([]);
});
