import { expect, test } from 'vitest';
import { isHalfJoined, isVoter, parseFrontendRows } from '../../../model/starrocks/frontend-rows.ts';
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

test('rows without Id, and those of 2.3 with IsMaster beside the role, are read as well', () => {
  const { Id: _, ...older } = RECORDED;
  const [row] = parseFrontendRows([{ ...older, Role: 'FOLLOWER', IsMaster: 'true', Version: '2.3.1' }]);
  expect(row).toMatchObject({ role: 'LEADER', version: '2.3.1' });
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
