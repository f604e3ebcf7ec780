import { expect, test } from 'vitest';
import { judgeServing } from '../../../../model/starrocks/backend/judge-serving.ts';
import { type BackendMember, listMembers } from '../../../../model/starrocks/backend/members.ts';
import { makeBackendRow, UNHEARD } from './make-members.ts';

const HEALTHY = { status: 200, body: '{"status": "OK","msg": "To Be Added"}' };
const member = (changes = {}) =>
  listMembers({ backends: [makeBackendRow('10.0.1.1', changes)], computeNodes: [] })[0] as BackendMember;

test('serves: alive on the leader, with a start time, and its own port answers', () => {
  expect(judgeServing(member(), HEALTHY)).toEqual({
    serving: true,
    why: 'started 2026-11-21 20:00:00, OK, answers on its own port',
  });
  expect(judgeServing(member({ statusCode: undefined }), HEALTHY).serving).toBe(true);
});

test.each([
  ['only registered', member(UNHEARD), HEALTHY, 'Alive false, CONNECTING'],
  [
    'not heard any more',
    member({ alive: false, statusCode: 'DISCONNECTED', error: 'java.net.ConnectException: Connection refused' }),
    HEALTHY,
    'Alive false, DISCONNECTED, the leader says: java.net.ConnectException: Connection refused',
  ],
  ['leaving', member({ statusCode: 'SHUTDOWN' }), HEALTHY, 'Alive true, SHUTDOWN'],
  ['without a start time', member({ lastStartTime: undefined }), HEALTHY, 'no time of its start'],
  ['silent on its own port', member(), '10.0.1.1:8040/api/health did not answer within 3000 ms', 'did not answer'],
  ['sick on its own port', member(), { status: 500, body: '' }, 'answered 500'],
] as const)('does not serve: %s', (_what, row, own, why) => {
  expect(judgeServing(row, own)).toEqual({ serving: false, why: expect.stringContaining(why) });
});

test('does not serve: not registered', () => {
  expect(judgeServing(undefined, HEALTHY).serving).toBe(false);
});
