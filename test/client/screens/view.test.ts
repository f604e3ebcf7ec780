import { expect, test } from 'vitest';
import { suggestedCommand } from '../../../client/screens/view.ts';

const FILE = { file: 'prod.yaml' };

test.each([
  ['muster remove fe-2 --lost', 'muster remove fe-2 --lost -f prod.yaml'],
  ['muster check   # looks at the hosts as well', 'muster check -f prod.yaml   # looks at the hosts as well'],
  ['muster ops show 4kx9t2mq', 'muster ops show 4kx9t2mq'],
  ['muster sandbox up', 'muster sandbox up'],
  ['muster prepare', 'muster prepare'],
  ["ALTER SYSTEM DROP FOLLOWER '10.0.0.5:9010';", "ALTER SYSTEM DROP FOLLOWER '10.0.0.5:9010';"],
])('%s can be pasted where the cluster file was named', (line, pasted) => {
  expect(suggestedCommand(line, FILE)).toBe(pasted);
  expect(suggestedCommand(line, {})).toBe(line);
});

test('a file with a space in its name is pasted as one word', () => {
  expect(suggestedCommand('muster status', { file: 'of two sites/prod.yaml' })).toBe(
    "muster status -f 'of two sites/prod.yaml'",
  );
});
