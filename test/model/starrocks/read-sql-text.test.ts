import { expect, test } from 'vitest';
import { classifySqlFault } from '../../../activities/sql/classify.ts';
import { readSqlText } from '../../../model/starrocks/read-sql-text.ts';

// As recorded on 3.5.7; of "already exists" the second, and the lock, as read for 2.5.
const RECORDED: readonly (readonly [string, string | undefined])[] = [
  ['FE with the same host: 10.77.0.2 already exists', 'already exists'],
  ['frontend use host [10.77.0.2] already exists ', 'already exists'],
  ['Failed to acquire globalStateMgr lock. Try again', 'no leader'],
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
  ['FOLLOWER does not exist[10.77.0.2:9010]', 'other role'],
  ['java.net.NoRouteToHostException: No route to host', 'no leader'],
  // Of a backend: no reason to think that a frontend is gone.
  ['backend does not exists[10.77.0.250:9050]', 'backend does not exist'],
  ['Backend does not exist[10.77.0.250:9050]', 'backend does not exist'],
  ['compute node does not exists[10.77.0.250:9050]', 'backend does not exist'],
  ['Backend already exists with same host 10.77.0.50 and port 9050', 'backend already exists'],
  ['Compute node already exists with same host 10.77.0.80 and port 9050', 'backend already exists'],
  // What neither is there nor was ever: no reason to think that a frontend is gone.
  ['frontend name already exists 10.77.0.2_9010_1795258650525. Try again', undefined],
  ['No available frontend ID can allocate to new frontend', undefined],
  ['unknown fqdn host: fe-9', undefined],
  ['Getting analyzing error. Detail message: Invalid host port: 10.77.0.2.', undefined],
];

test.each(RECORDED)('%s means %s', (text, meaning) => {
  expect(readSqlText(text)).toBe(meaning);
});

test.each(RECORDED)('%s means the same with where and what before it, as errors have it', (text, meaning) => {
  const fault = Object.assign(new Error(text), { errno: 1064, sqlState: 'HY000' });
  const { message } = classifySqlFault(fault, 'asked', '10.77.0.1:9030', 'root', 'ALTER SYSTEM');
  expect(message).not.toBe(text);
  expect(readSqlText(message)).toBe(meaning);
});
