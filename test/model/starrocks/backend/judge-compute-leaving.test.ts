import { describe, expect, test } from 'vitest';
import { judgeComputeLeaving } from '../../../../model/starrocks/backend/judge-compute-leaving.ts';
import { makeBackendRow, makeComputeNodeRow } from './make-members.ts';

const leaving = [{ name: 'cn-1', handle: '10.0.1.1:9050' }];
const first = makeComputeNodeRow('10.0.1.1');
const second = makeComputeNodeRow('10.0.1.2');
const judge = (
  computeNodes = [first, second],
  { lost = false, sharedData = false, backends = [makeBackendRow('10.0.1.9')] } = {},
) => judgeComputeLeaving({ backends, computeNodes, sharedData }, leaving, lost);
const severities = (found: ReturnType<typeof judge>) =>
  found.findings.map(({ gate, severity }) => `${gate} ${severity}`);

describe('a compute node that is to go', () => {
  test('and runs nothing, with another one that serves', () => {
    const found = judge();
    expect(severities(found)).toEqual(['member ok', 'queries ok', 'targets ok']);
    expect(found.registered).toEqual(['cn-1']);
  });

  test('and runs queries: a warning', () => {
    expect(judge([{ ...first, queries: 3 }, second]).findings[1]).toMatchObject({
      gate: 'queries',
      severity: 'warning',
      message: '3 queries have a part on cn-1: what has not ended 20 s after its stop fails',
    });
  });

  test('and is gone already: what is left on its host is done', () => {
    const found = judge([second]);
    expect(found.registered).toEqual([]);
    expect(severities(found)).toEqual(['member ok', 'targets ok']);
  });

  test('and is a backend by now: refused, for it holds data', () => {
    const found = judge([second], { backends: [makeBackendRow('10.0.1.1')] });
    expect(found.findings[0]).toMatchObject({ gate: 'role', severity: 'refusal' });
  });

  test('and is called lost, and lives: refused', () => {
    expect(severities(judge([first, second], { lost: true }))).toContain('lost refusal');
    const dead = { ...first, alive: false, statusCode: 'DISCONNECTED' };
    expect(severities(judge([dead, second], { lost: true }))).toEqual(['member ok', 'targets ok']);
  });
});

describe('the last compute node', () => {
  test('leaves the queries to the backends', () => {
    expect(severities(judge([first])).at(-1)).toBe('targets warning');
  });

  test('of a shared-data cluster without backends is refused: nothing could be queried', () => {
    expect(severities(judge([first], { sharedData: true, backends: [] })).at(-1)).toBe('targets refusal');
  });
});
