import { describe, expect, test } from 'vitest';
import { judgeJoining } from '../../../../model/starrocks/backend/judge-joining.ts';
import type { BackendRow } from '../../../../model/starrocks/data/backend-rows.ts';
import { makeBackend } from '../../../fixtures/scripted-world.ts';
import { makeBackendRow, makeComputeNodeRow, UNHEARD } from './make-members.ts';

const node = makeBackend(1);
const { host } = node;

function judge(
  backends: readonly BackendRow[],
  nodes = [node],
  computeNodes = [] as ReturnType<typeof makeComputeNodeRow>[],
) {
  return judgeJoining({ backends, computeNodes, sharedData: false }, nodes);
}

describe('a node that is to join', () => {
  test('and is not registered, joins', () => {
    const { findings, joining } = judge([makeBackendRow('10.0.1.9')]);
    expect(joining).toEqual(['be-1']);
    expect(findings).toEqual([expect.objectContaining({ gate: 'member', severity: 'ok' })]);
  });

  test('and serves already, is left out: nothing is to be done', () => {
    const { findings, joining } = judge([makeBackendRow(host)]);
    expect(joining).toEqual([]);
    expect(findings).toEqual([
      {
        gate: 'member',
        severity: 'ok',
        subject: 'be-1',
        message: 'be-1 (10.0.1.1:9050) is registered and serves already: nothing is to be done',
      },
    ]);
  });

  test('and was registered by somebody and never heard, is adopted', () => {
    const { findings, joining } = judge([makeBackendRow(host, UNHEARD)]);
    expect(joining).toEqual(['be-1']);
    expect(findings[0]).toMatchObject({ severity: 'ok', message: expect.stringContaining('it is adopted') });
  });

  test('and is a member that died, is refused: it is restarted', () => {
    const dead = { alive: false, statusCode: 'DISCONNECTED', error: 'java.net.ConnectException: Connection refused' };
    const { findings } = judge([makeBackendRow(host, dead)]);
    expect(findings[0]).toMatchObject({ gate: 'member', severity: 'refusal', next: ['muster restart be-1'] });
  });

  test('and leaves gracefully just now, is refused too: alive is not serving', () => {
    expect(judge([makeBackendRow(host, { statusCode: 'SHUTDOWN' })]).findings[0]?.severity).toBe('refusal');
  });

  test('and drains, is refused', () => {
    expect(judge([makeBackendRow(host, { draining: true, tablets: 9 })]).findings[0]).toMatchObject({
      gate: 'member',
      severity: 'refusal',
    });
  });

  test('and is registered as the other kind, is refused: one address is one or the other', () => {
    const asBackend = judge([], [node], [makeComputeNodeRow(host)]);
    expect(asBackend.findings[0]).toMatchObject({
      gate: 'role',
      severity: 'refusal',
      next: ["ALTER SYSTEM DROP COMPUTE NODE '10.0.1.1:9050';"],
    });
    const cn = { ...makeBackend(1, 'cn') };
    expect(judge([makeBackendRow(host)], [cn]).findings[0]).toMatchObject({
      gate: 'role',
      severity: 'refusal',
      // Its removal by the role of the file is refused.
      next: ['role: be   # of cn-1 in the cluster file', 'muster remove cn-1   # then'],
    });
  });
});

describe('two backends of one host', () => {
  const second = { ...makeBackend(2), host, ports: { ...node.ports, heartbeat: 9150 } };

  test('are told, the one that is there and the one that joins with it', () => {
    const warnings = (findings: ReturnType<typeof judge>['findings']) =>
      findings.filter(({ gate }) => gate === 'same-host').map(({ subject, severity }) => `${subject} ${severity}`);
    expect(warnings(judge([makeBackendRow(host, { heartbeatPort: 9150 })]).findings)).toEqual(['be-1 warning']);
    expect(warnings(judge([], [node, second]).findings)).toEqual(['be-1 warning', 'be-2 warning']);
    expect(warnings(judge([makeBackendRow('10.0.1.9')]).findings)).toEqual([]);
  });

  test('are nothing to a compute node, which holds no replicas', () => {
    const cn = { ...makeBackend(1, 'cn') };
    expect(judge([makeBackendRow(host, { heartbeatPort: 9150 })], [cn]).findings.map(({ gate }) => gate)).toEqual([
      'member',
      'shared-data',
    ]);
  });
});

test('a shared-data cluster is recognised', () => {
  const { findings } = judgeJoining({ backends: [], computeNodes: [], sharedData: true }, [node]);
  expect(findings.at(-1)).toMatchObject({ gate: 'shared-data', message: expect.stringContaining('object storage') });
});
