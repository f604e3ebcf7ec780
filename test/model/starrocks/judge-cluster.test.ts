import { expect, test } from 'vitest';
import { type ClusterReading, judgeCluster } from '../../../model/starrocks/judge-cluster.ts';
import type { StarRocksStatus } from '../../../model/status.ts';
import { makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const STATUS: StarRocksStatus = {
  cluster: 'prod',
  engine: 'starrocks',
  version: '3.5.7-d2da301',
  readAt: '',
  leader: '10.0.0.1:9010',
  voters: { alive: 3, total: 3 },
  nodes: [],
  findings: [],
  next: [],
};
const READING: ClusterReading = {
  status: STATUS,
  rows: [makeLeaderRow(1), makeRow(2), makeRow(3)],
  own: [{ name: 'fe-1', host: '10.0.0.1', queryPort: 9030, version: '3.5.7-d2da301' }],
  versionInFile: '3.5.7',
};
const judge = (change: Partial<ClusterReading> = {}) => judgeCluster({ ...READING, ...change });
const wrong = (change: Partial<ClusterReading> = {}) => judge(change).filter(({ severity }) => severity !== 'ok');

test('a cluster in order says so for each gate, and a gate that complains does not also pass', () => {
  expect(wrong()).toEqual([]);
  const dead = { gate: 'dead', severity: 'refusal', subject: 'fe-2', message: 'fe-2 is dead' } as const;
  const findings = judge({ status: { ...STATUS, findings: [dead] } });
  expect(findings.filter(({ gate }) => gate === 'dead')).toEqual([dead]);
});

test('what the status says is said, but not that it is to be checked', () => {
  const next = ['muster check', 'muster add fe-2'];
  const trouble = { gate: 'quorum', severity: 'refusal', subject: 'cluster', message: 'nobody leads' } as const;
  expect(wrong({ status: { ...STATUS, findings: [{ ...trouble, next }] } })).toEqual([
    { ...trouble, next: ['muster add fe-2'] },
  ]);
  expect(wrong({ status: { ...STATUS, findings: [{ ...trouble, next: ['muster check'] }] } })).toEqual([trouble]);
});

test('the version of the file is that of a frontend, whatever build it is', () => {
  expect(wrong({ versionInFile: '3.5.7-d2da301' })).toEqual([]);
  expect(wrong({ versionInFile: '3.5.70' })).toMatchObject([{ gate: 'versions', severity: 'warning' }]);
  expect(wrong({ versionInFile: '3.5.8', own: [] })).toEqual([]);
});
