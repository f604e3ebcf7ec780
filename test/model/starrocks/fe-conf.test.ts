import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffFeConf, mergeFeConf, readFeConf } from '../../../model/starrocks/fe-conf.ts';

const PRESENT = `# Ports
http_port = 8030
query_port=9030
# priority_networks = 10.10.10.0/24
ssl_keystore_password = old-secret
LOG_DIR = \${STARROCKS_HOME}/log
JAVA_OPTS="-Xmx8192m -Djavax.net.ssl.keyStorePassword=inline-secret"
`;

test('ours replaces a value in its place, the rest stays byte for byte, the new comes last', () => {
  const merged = mergeFeConf(
    PRESENT,
    new Map([
      ['query_port', '9031'],
      ['priority_networks', '10.0.0.0/8'],
    ]),
  );
  expect(merged).toBe(`${PRESENT.replace('query_port=9030', 'query_port = 9031')}priority_networks = 10.0.0.0/8\n`);
});

test('a value that is there already is left as it is written', () => {
  expect(mergeFeConf(PRESENT, new Map([['query_port', '9030']]))).toBe(PRESENT);
});

test('of several lines with one key the last counts and is changed', () => {
  expect(mergeFeConf('a = 1\na = 2\n', new Map([['a', '3']]))).toBe('a = 1\na = 3\n');
});

test('the diff has changed lines only', () => {
  const after = mergeFeConf(
    PRESENT,
    new Map([
      ['query_port', '9031'],
      ['priority_networks', '10.0.0.0/8'],
    ]),
  );
  expect(diffFeConf(PRESENT, after)).toEqual([
    '- query_port=9030',
    '+ query_port = 9031',
    '+ priority_networks = 10.0.0.0/8',
  ]);
});

test('a secret is masked on both sides, and that it changed is still said', () => {
  const after = mergeFeConf(PRESENT, new Map([['ssl_keystore_password', 'new-secret']]));
  expect(diffFeConf(PRESENT, after)).toEqual([
    '- ssl_keystore_password = ******',
    '+ ssl_keystore_password = ****** (another value)',
  ]);
});

test.each(['ssl_keystore_password = two words', 'azure_blob_shared_key = abc', 'aws_s3_secret_key=abc'])(
  'nothing of the value of %s is shown, whatever is in it',
  (line) => {
    const [key = ''] = line.split(/ ?= ?/);
    const after = mergeFeConf(`${line}\n`, new Map([[key, 'another']]));
    expect(diffFeConf(`${line}\n`, after)).toEqual([`- ${key} = ******`, `+ ${key} = ****** (another value)`]);
  },
);

test('a secret inside an option is masked', () => {
  const after = mergeFeConf(
    PRESENT,
    new Map([['JAVA_OPTS', '"-Xmx4096m -Djavax.net.ssl.keyStorePassword=other-secret"']]),
  );
  expect(diffFeConf(PRESENT, after).join('\n')).not.toMatch(/inline-secret|other-secret/);
});

test('a file that is not there is all new', () => {
  const after = mergeFeConf('', new Map([['http_port', '8030']]));
  expect(after).toBe('http_port = 8030\n');
  expect(diffFeConf('', after)).toEqual(['+ http_port = 8030']);
});

test('after a merge the file says what we want, whatever was there, and a second merge changes nothing', () => {
  const key = fc.stringMatching(/^[a-z_]{1,12}$/);
  const value = fc.stringMatching(/^[A-Za-z0-9/.:_-]{0,12}$/);
  const line = fc.oneof(
    fc.tuple(key, value).map(([name, text]) => `${name} = ${text}`),
    fc.constant('# comment'),
    fc.constant(''),
  );
  fc.assert(
    fc.property(fc.array(line), fc.dictionary(key, value), (lines, ours) => {
      const wanted = new Map(Object.entries(ours));
      const merged = mergeFeConf(`${lines.join('\n')}\n`, wanted);
      const read = readFeConf(merged);
      for (const [name, text] of wanted) expect(read.get(name)).toBe(text);
      expect(mergeFeConf(merged, wanted)).toBe(merged);
    }),
  );
});
