import { expect, test } from 'vitest';
import { readExported } from '../../../model/databend/read-exported.ts';

const HEADER = '["header",{"DataHeader":{"key":"header","value":{"version":"V004"}}}]';
const told = (change: Record<string, string> = {}) =>
  Object.entries({
    ...{ found: 'no', records: '43', bytes: '9120', header: HEADER, last: '\\n', node: '"NodeId":3' },
    ...change,
  })
    .map(([key, value]) => `${key} ${value}`)
    .join('\n');

test('an export is good when it is whole and of the node that was asked', () => {
  expect(readExported(told(), 3)).toEqual({ kind: 'good', records: 43, bytes: 9120, found: false });
  expect(readExported(told({ found: 'yes' }), 3)).toMatchObject({ found: true });
});

test.each([
  ['no header', { header: '["raft_log",{"NodeId":3}]' }, 'no header'],
  ['a line that is cut off', { last: '}' }, 'not whole'],
  ['another node', { node: '"NodeId":4' }, 'of "NodeId":4'],
  ['no node', { node: '' }, 'of nobody'],
  ['an empty store', { records: '5' }, 'empty store'],
  ['no room', { refused: '/exports has 3 KB free' }, '/exports has 3 KB free'],
])('%s is refused', (_name, change, why) => {
  const text = 'refused' in change ? `refused ${change.refused}` : told(change);
  expect(readExported(text, 3)).toMatchObject({ kind: 'refused', passes: false, why: expect.stringContaining(why) });
});

test('a tool that failed may do better in another try', () => {
  expect(readExported('failed 1 Error: no metasrv running on: 127.0.0.99:9191', 3)).toEqual({
    kind: 'refused',
    passes: true,
    why: 'it ended with code 1 Error: no metasrv running on: 127.0.0.99:9191',
  });
});
