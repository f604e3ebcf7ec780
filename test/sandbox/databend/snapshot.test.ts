import { expect, test } from 'vitest';
import { nameless } from '../../../sandbox/databend/snapshot.ts';

test.each([
  ['a time', 'var/lib/databend/raft-retired-20261130T122500Z', 'var/lib/databend/raft-retired-<time>'],
  ['an id', 'exports/01a22c69-d914-7801-ab0d-46bdcf0e12a3.jsonl', 'exports/<id>.jsonl'],
  ['an id with a day in it', 'exports/01a22c69-d914-7801-ab0d-46bd20261130.jsonl', 'exports/<id>.jsonl'],
  ['an id of digits', 'exports/20261130-1211-7801-1234-123456789012.jsonl', 'exports/<id>.jsonl'],
])('%s in a name is told as such, whatever its digits', (_, name, told) => {
  expect(nameless(name)).toBe(told);
});
