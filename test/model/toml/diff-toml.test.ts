import { expect, test } from 'vitest';
import { diffToml, maskToml } from '../../../model/toml/diff-toml.ts';
import { editToml } from '../../../model/toml/edit-toml.ts';

const QUERY = `[meta]
endpoints = [
  "10.0.0.1:9191",
  "10.0.0.2:9191",
]
username = "root"
password = "hunter-1" # of the service
# old_password = 'hunter-2'
raft_accepted_secrets = [
  "hunter-3",
  "hunter-4",
]

[storage.s3]
auth = { access_key_id = "hunter-5", region = "eu" }
secret_access_key = """
hunter-6
"""
users = [{ name = "a", auth_token = "hunter-9" }]
endpoint_url = "https://user:hunter-7@host/?token=hunter-8"
`;

test('only what changed is in the diff, in its order', () => {
  const after = editToml(QUERY, [
    { path: ['meta', 'endpoints'], value: ['10.0.0.1:9191', '10.0.0.3:9191'] },
    { path: ['meta', 'username'] },
  ]);
  expect(diffToml(QUERY, after)).toEqual(['-   "10.0.0.2:9191",', '+   "10.0.0.3:9191",', '- username = "root"']);
});

test('a secret that changes is masked on both sides, and that it changed is said', () => {
  expect(diffToml(QUERY, QUERY.replace('hunter-1', 'hunter-0'))).toEqual([
    '- password = ****** # of the service',
    '+ password = ****** # of the service (another value)',
  ]);
});

test('no secret of a whole file is shown, wherever and however it is written, and every line stands for its own', () => {
  const shown = maskToml(QUERY).map((line) => line.shown);
  expect(shown).toHaveLength(QUERY.split('\n').length - 1);
  expect(shown.join('\n')).not.toContain('hunter');
  expect(shown).toContain('  "10.0.0.1:9191",');
  expect(shown).toContain('auth = { access_key_id = ******, region = "eu" }');
  expect(diffToml('', QUERY).join('\n')).not.toContain('hunter');
});

test('a file with the line ends of Windows has its lines shown without them', () => {
  expect(diffToml('a = 1\r\nb = 2\r\n', 'a = 1\r\nb = 3\r\n')).toEqual(['- b = 2', '+ b = 3']);
});
