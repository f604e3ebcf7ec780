import { expect, test } from 'vitest';
import { readSqlText } from '../../../model/starrocks/read-sql-text.ts';

// As recorded on 3.5.7; the last of "already exists" as read for 2.5.
const RECORDED: readonly (readonly [string, string | undefined])[] = [
  ['FE with the same host: 10.77.0.2 already exists', 'already exists'],
  ['frontend use host [10.77.0.2] already exists ', 'already exists'],
  ['frontend does not exist[10.77.0.99:9010]', 'does not exist'],
  ['OBSERVER does not exist[10.77.0.2:9010]', 'other role'],
  ['can not drop current master node.', 'is leader'],
  [
    '(JE 18.3.20) Commit policy: SIMPLE_MAJORITY required 1 replica. But none were active with this master.',
    'no quorum',
  ],
  ['Socket is closed by peer.', 'no leader'],
  ['java.net.SocketException: Connection reset', 'no leader'],
  ['java.net.ConnectException: Connection refused', 'no leader'],
  ['Internal error processing forward', 'no leader'],
  ['Environment is closed.', 'no leader'],
  ['Backend already exists with same host 10.77.0.50 and port 9050', undefined],
];

test.each(RECORDED)('%s means %s', (text, meaning) => {
  expect(readSqlText(text)).toBe(meaning);
});
