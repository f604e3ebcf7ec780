import { expect, test } from 'vitest';
import { lookUp, readToml } from '../../../model/toml/read-toml.ts';

test('tables, dotted keys, inline tables and arrays of tables are read as one tree', () => {
  const tree = readToml(`a.b = 1
[log.file]
dir = '/var/log' # where
limit = 0x30
[raft_config]
join = [ "x:1", # one
  "y:1" ]
__proto__ = { since = 2026-11-21T10:00:00Z, on = true }
[[users]]
name = "root"
[[users]]
name = "other"
`);
  expect(JSON.parse(JSON.stringify(tree))).toEqual(
    JSON.parse(`{
      "a": { "b": 1 },
      "log": { "file": { "dir": "/var/log", "limit": 48 } },
      "raft_config": { "join": ["x:1", "y:1"], "__proto__": { "since": "2026-11-21T10:00:00Z", "on": true } },
      "users": [{ "name": "root" }, { "name": "other" }]
    }`),
  );
  expect(lookUp(tree, ['raft_config', '__proto__', 'on'])).toBe(true);
  expect(lookUp(tree, ['raft_config', 'constructor'])).toBeUndefined();
  expect(lookUp(tree, ['a', 'b', 'c'])).toBeUndefined();
});

test('what is no TOML is refused with its place, and without its words', () => {
  expect(() => readToml('a = 1\npassword = hunter2\n', '/etc/x.toml on meta-1')).toThrow(
    /^\/etc\/x\.toml on meta-1 is not TOML: Unexpected character, line 2, column 12$/,
  );
});
