import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLeaveAnswer } from '../../../model/databend/read-leave-answer.ts';

const PREFIX = 'Error: fail to leave 2 cluster via ["127.0.0.3:28004"], caused by errors: ';
const via = (address: string) => ` while: leave 2 via: ${address}`;

/** As recorded on 1.2.888. */
const RECORDED = {
  leads:
    '{"DataError":{"ReadError":{"action":"leave","msg":"can not leave id=2 via itself","source":{"typ":null,"msg":"leave-via-self","source":null,"context":[],"backtrace":null}}}}',
  forwarded:
    '{"RemoteError":{"ReadError":{"action":"leave","msg":"can not leave id=2 via itself","source":{"typ":null,"msg":"leave-via-self","source":null,"context":[],"backtrace":null}}}}',
  inProgress:
    '{"DataError":{"ChangeMembershipError":{"InProgress":{"committed":{"leader_id":{"term":1,"node_id":1},"index":11},"membership_log_id":{"leader_id":{"term":1,"node_id":1},"index":14}}}}}',
  leaderless:
    '{"CanNotForward":{"typ":null,"msg":"need to forward but no known leader","source":null,"context":[],"backtrace":null}}',
  refused:
    'tonic::status::Status: status: Unimplemented, message: "", details: [], metadata: MetadataMap { headers: {"content-type": "application/grpc", "date": "Sat, 21 Nov 2026 11:07:40 GMT", "content-length": "0"} }',
  admin:
    'tonic::status::Status: status: Internal, message: "protocol error: received message with invalid compression flag: 110 (valid flags are 0 and 1) while receiving response with status: 404 Not Found", details: [], metadata: MetadataMap { headers: {"content-type": "text/plain; charset=utf-8"} }',
} as const;
/** The cause of a failed connection stands behind the address. */
const UNREACHED =
  'tonic::transport::error::Error: transport error while: leave 2 via: 127.0.0.99:28004; source: tcp connect error; source: tcp connect error; source: Connection refused (os error 111)';

describe('readLeaveAnswer', () => {
  test.each([
    ['leads', RECORDED.leads],
    ['leads', RECORDED.forwarded],
    ['in-progress', RECORDED.inProgress],
    ['leaderless', RECORDED.leaderless],
    ['refused', RECORDED.refused],
    ['refused', RECORDED.admin],
  ] as const)('%s', (kind, error) => {
    expect(readLeaveAnswer(1, `${PREFIX}${error}${via('127.0.0.3:28004')}\n`)).toMatchObject({ kind });
  });

  test('unreached: nothing happened', () => {
    expect(readLeaveAnswer(1, `${PREFIX}${UNREACHED}\n`)).toMatchObject({ kind: 'unreached' });
  });

  test('exit codes that say it all', () => {
    expect(readLeaveAnswer(0, '')).toEqual({ kind: 'left' });
    expect(readLeaveAnswer(124, '')).toEqual({ kind: 'timed-out' });
    expect(readLeaveAnswer(137, '')).toEqual({ kind: 'timed-out' });
    expect(readLeaveAnswer(2, "error: unexpected argument '127.0.0.2:28004' found\n\nUsage: …")).toEqual({
      kind: 'refused',
      said: "error: unexpected argument '127.0.0.2:28004' found",
    });
    expect(readLeaveAnswer(127, 'bash: line 1: /usr/bin/databend-meta: No such file or directory')).toMatchObject({
      kind: 'refused',
    });
  });

  test('of several addresses the one that may have taken it counts most', () => {
    const all = `${PREFIX}${UNREACHED}, ${RECORDED.leaderless}${via('127.0.0.3:28004')}, ${RECORDED.inProgress}${via('127.0.0.4:28004')}`;
    expect(readLeaveAnswer(1, all)).toEqual({ kind: 'in-progress' });
    const broken = `${PREFIX}tonic::transport::error::Error: transport error while: leave 2 via: 127.0.0.3:28004; source: connection closed before message completed, ${RECORDED.leaderless}${via('127.0.0.4:28004')}`;
    expect(readLeaveAnswer(1, broken)).toMatchObject({ kind: 'unknown' });
  });

  test('only the first error line is read, whatever a backtrace says', () => {
    const traced = `${PREFIX}${RECORDED.inProgress}${via('127.0.0.3:28004')}\n\nStack backtrace:\n   0: leave-via-self\n`;
    expect(readLeaveAnswer(1, traced)).toEqual({ kind: 'in-progress' });
  });

  test('whatever else is said, it may have happened', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', ',', ':', ';', '"', '\n') }), (text) => {
        expect(readLeaveAnswer(1, text).kind).toBe('unknown');
      }),
    );
  });
});
