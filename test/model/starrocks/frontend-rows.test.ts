import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FrontendRow, isHalfJoined, isVoter, parseFrontendRows } from '../../../model/starrocks/frontend-rows.ts';
import { parseVersion } from '../../../model/starrocks/version.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const RECORDED = {
  Id: '3',
  Name: '10.77.0.3_9010_1795258922278',
  IP: '10.77.0.3',
  EditLogPort: '9010',
  HttpPort: '8030',
  QueryPort: '0',
  RpcPort: '0',
  Role: 'OBSERVER',
  ClusterId: '1860605017',
  Join: 'false',
  Alive: 'false',
  ReplayedJournalId: '0',
  LastHeartbeat: null,
  IsHelper: 'false',
  ErrMsg: '',
  StartTime: 'NULL',
  Version: 'NULL',
};

test('a row of 3.5.7 is read by column name, SQL NULL and the word NULL alike as no value', () => {
  expect(parseFrontendRows([RECORDED])).toEqual([
    {
      name: '10.77.0.3_9010_1795258922278',
      host: '10.77.0.3',
      editLogPort: 9010,
      httpPort: 8030,
      queryPort: 0,
      role: 'OBSERVER',
      clusterId: '1860605017',
      join: false,
      alive: false,
      replayedJournalId: 0,
      lastHeartbeat: undefined,
      errMsg: '',
      startTime: undefined,
      version: undefined,
    },
  ]);
});

const COMMON = 'ClusterId Join Alive ReplayedJournalId LastHeartbeat IsHelper ErrMsg StartTime Version';
const ADDRESS = 'Name IP EditLogPort HttpPort QueryPort RpcPort Role';

/** The columns of each version, as read; the values as the version writes them for a leader. */
test.each([
  ['2.2', `${ADDRESS} IsMaster ${COMMON}`, { Role: 'FOLLOWER', IsMaster: 'true' }],
  ['2.3', `${ADDRESS} IsMaster ${COMMON}`, { Role: 'FOLLOWER', IsMaster: 'true' }],
  ['2.5', `${ADDRESS} ${COMMON}`, { Role: 'LEADER' }],
  ['3.1', `${ADDRESS} ${COMMON}`, { Role: 'LEADER' }],
  ['3.3', `${ADDRESS} ${COMMON}`, { Role: 'LEADER' }],
  ['3.5', `Id ${ADDRESS} ${COMMON}`, { Role: 'LEADER' }],
])('the columns of %s', (version, columns, values) => {
  const leader: Record<string, string> = {
    ...RECORDED,
    LastHeartbeat: '2026-11-21 11:00:37',
    Join: 'true',
    Alive: 'true',
    QueryPort: '9030',
    ReplayedJournalId: '74',
    StartTime: '2026-11-21 10:57:33',
    Version: `${version}.2-4f3a2ee`,
    ...values,
  };
  const raw = Object.fromEntries(columns.split(' ').map((column) => [column, leader[column] ?? 'absent']));
  expect(Object.values(raw)).not.toContain('absent');
  const [row] = parseFrontendRows([raw]);
  expect(row).toEqual({
    ...parseFrontendRows([RECORDED])[0],
    role: 'LEADER',
    queryPort: 9030,
    join: true,
    alive: true,
    replayedJournalId: 74,
    lastHeartbeat: '2026-11-21 11:00:37',
    startTime: '2026-11-21 10:57:33',
    version: `${version}.2-4f3a2ee`,
  });
  expect(parseVersion(row?.version ?? '')).toMatchObject({ patch: 2 });
});

test('up to 2.3 a follower that does not lead has IsMaster false beside its role', () => {
  const [row] = parseFrontendRows([{ ...RECORDED, Role: 'FOLLOWER', IsMaster: 'false' }]);
  expect(row?.role).toBe('FOLLOWER');
});

test('a follower is a voter once it has been alive, dead or not; an observer never is', () => {
  expect(isVoter(makeLeaderRow(1))).toBe(true);
  expect(isVoter(makeRow(2, { alive: false }))).toBe(true);
  expect(isVoter(makeHalfJoinedRow(2))).toBe(false);
  expect(isVoter(makeHalfJoinedRow(2, { join: true }))).toBe(false);
  expect(isVoter(makeRow(3, { role: 'OBSERVER' }))).toBe(false);
});

test('half-joined is what was registered and never heard of', () => {
  expect(isHalfJoined(makeHalfJoinedRow(2))).toBe(true);
  expect(isHalfJoined(makeHalfJoinedRow(2, { join: true }))).toBe(true);
  expect(isHalfJoined(makeRow(2, { alive: false }))).toBe(false);
  expect(isHalfJoined(makeLeaderRow(1))).toBe(false);
});

test('a member is never called half-joined while it is alive, whatever else its row lacks', () => {
  // Recorded: after a restart of all, Alive=true of before is remembered; the first heartbeats may still be to come.
  const row = fc.record({
    join: fc.boolean(),
    queryPort: fc.constantFrom(0, 9030),
    lastHeartbeat: fc.constantFrom(undefined, '2026-11-21 11:02:00'),
    startTime: fc.constantFrom(undefined, '2026-11-21 11:01:27'),
    role: fc.constantFrom<FrontendRow['role']>('LEADER', 'FOLLOWER', 'OBSERVER'),
  });
  fc.assert(
    fc.property(row, (change) => {
      const alive = makeRow(2, { ...change, alive: true });
      expect(isHalfJoined(alive)).toBe(false);
      expect(isVoter(alive)).toBe(change.role !== 'OBSERVER');
      // Nobody is both, and a follower is one of the two.
      const silent = makeRow(2, { ...change, alive: false });
      expect(isHalfJoined(silent) && isVoter(silent)).toBe(false);
      if (change.role !== 'OBSERVER') expect(isHalfJoined(silent) || isVoter(silent)).toBe(true);
    }),
  );
});

test('a member that died keeps what shows that it lived, its port and its last heartbeat', () => {
  const recorded = (line: Record<string, string | null>) =>
    parseFrontendRows([{ ...RECORDED, Role: 'FOLLOWER', ...line }])[0] as FrontendRow;
  const dead = { QueryPort: '9030', Join: 'true', LastHeartbeat: '2026-11-21 11:10:12', ErrMsg: 'Connection refused' };
  expect(isHalfJoined(recorded(dead))).toBe(false);
  expect(isVoter(recorded(dead))).toBe(true);
  // Either of them is enough.
  expect(isHalfJoined(recorded({ ...dead, LastHeartbeat: null }))).toBe(false);
  expect(isHalfJoined(recorded({ ...dead, QueryPort: '0' }))).toBe(false);
  // Registered, with the error of three heartbeats that nobody answered.
  expect(isHalfJoined(recorded({ ErrMsg: 'Connection refused' }))).toBe(true);
});
