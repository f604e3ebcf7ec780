import { expect, test } from 'vitest';
import { judgeBackendStatus } from '../../../../model/starrocks/backend/judge-backend-status.ts';
import { viewBackends } from '../../../../model/starrocks/backend/view-backends.ts';
import { makeBackend } from '../../../fixtures/scripted-world.ts';
import { makeBackendRow, makeComputeNodeRow, UNHEARD } from './make-members.ts';

const NOW = Date.UTC(2026, 10, 21, 3);
const view = (
  backends: Parameters<typeof viewBackends>[0]['backends'],
  nodes = [makeBackend(1)],
  computeNodes: ReturnType<typeof makeComputeNodeRow>[] = [],
) => viewBackends({ backends, computeNodes, sharedData: false }, nodes, NOW);

test('a member of the file: with its tablets, its disk and since when it is up', () => {
  const row = makeBackendRow('10.0.1.1', { tablets: 9, maxDiskUsedPercent: 12.5 });
  expect(view([row])).toEqual([
    {
      alias: 'be-1',
      fileRole: 'be',
      handle: '10.0.1.1:9050',
      role: 'be',
      inFile: true,
      inCluster: true,
      alive: true,
      tablets: 9,
      usedPercent: 12.5,
      version: '3.5.7-d2da301',
      // By the cluster's own clock: ten minutes before the latest heartbeat.
      since: '2026-11-21T02:50:00.000Z',
    },
  ]);
  expect(judgeBackendStatus(view([row]))).toEqual([]);
});

test('backends come before compute nodes, by address, those that are only in the file among them', () => {
  const nodes = [makeBackend(1), makeBackend(10), makeBackend(3, 'cn')];
  const views = view([makeBackendRow('10.0.1.2')], nodes, [makeComputeNodeRow('10.0.1.1', { heartbeatPort: 9150 })]);
  expect(views.map(({ handle, role, inFile, inCluster }) => `${handle} ${role} ${inFile} ${inCluster}`)).toEqual([
    '10.0.1.1:9050 be true false',
    '10.0.1.2:9050 be false true',
    '10.0.1.10:9050 be true false',
    '10.0.1.1:9150 cn false true',
    '10.0.1.3:9050 cn true false',
  ]);
});

test.each([
  [
    'dead',
    { alive: false, error: 'Connection refused' },
    'dead refusal',
    ['muster restart be-1', 'muster remove be-1 --lost'],
  ],
  ['never heard', UNHEARD, 'dead warning', ['muster add be-1']],
  ['draining', { draining: true, tablets: 1200 }, 'draining warning', ['muster remove be-1']],
])('one that is %s is told, with what to do', (_what, changes, gate, next) => {
  const [finding] = judgeBackendStatus(view([makeBackendRow('10.0.1.1', changes)]));
  expect(`${finding?.gate} ${finding?.severity}`).toBe(gate);
  expect(finding?.next).toEqual(next);
});

test('one that drains and is not in the file has to be written there first: its removal by name would be refused', () => {
  const findings = judgeBackendStatus(view([makeBackendRow('10.0.1.9', { draining: true, tablets: 9 })], []));
  expect(findings.map(({ gate, next }) => [gate, next])).toEqual([
    ['draining', undefined],
    ['backend-file', ['be-N: { role: be, host: 10.0.1.9 }   # under nodes: of the file']],
  ]);
});

test('all that are only in the file are added by one command for each role', () => {
  const nodes = [makeBackend(1), makeBackend(2), makeBackend(3, 'cn')];
  expect(judgeBackendStatus(view([], nodes)).flatMap(({ next = [] }) => next)).toEqual([
    'muster add be-1 be-2',
    'muster add cn-3',
  ]);
});

test('one under an address of the file and of the other kind is told', () => {
  const findings = judgeBackendStatus(view([], [makeBackend(1)], [makeComputeNodeRow('10.0.1.1')]));
  expect(findings.map(({ gate, message }) => `${gate}: ${message}`)).toEqual([
    'role: be-1 is a compute node in the cluster, a backend in the file',
  ]);
});
