import { describe, expect, test } from 'vitest';
import { burnsId, takesOut } from '../../../model/databend/burns-id.ts';
import type { OperationMemo } from '../../../model/operation-memo.ts';
import type { StepProgress } from '../../../model/operation.ts';

const memo = (verb: OperationMemo['verb'], more: Partial<OperationMemo> = {}): OperationMemo => ({
  requestId: '1',
  by: 'ada',
  verb,
  nodes: ['meta-1', 'meta-4'],
  ...more,
});
const step = (id: string, more: Partial<StepProgress> = {}) =>
  ({ id, node: id.split('/')[0] ?? '', kind: 'change', state: 'done', ...more }) as const;

describe('an operation that takes a node out', () => {
  test('was about a member, however far it came', () => {
    expect(takesOut(memo('remove'), 'meta-4')).toBe(true);
    const replace = memo('replace', { nodes: ['meta-4'], with: ['meta-6'] });
    expect(takesOut(replace, 'meta-4')).toBe(true);
    expect(takesOut(replace, 'meta-6')).toBe(false);
    for (const verb of ['add', 'deploy', 'restart'] as const) expect(takesOut(memo(verb), 'meta-4')).toBe(false);
  });
});

describe('an operation burns the id of a node', () => {
  test('that comes when its process was started, and not before', () => {
    const replace = memo('replace', { nodes: ['meta-1'], with: ['meta-4'] });
    for (const one of [memo('add'), memo('deploy'), replace]) {
      expect(burnsId(one, 'meta-4', [step('meta-4/start')])).toBe(true);
      expect(burnsId(one, 'meta-4', [step('meta-4/start', { state: 'failed' })])).toBe(true);
      expect(burnsId(one, 'meta-4', [step('meta-4/config'), step('meta-4/start', { state: 'pending' })])).toBe(false);
      expect(burnsId(one, 'meta-4', [step('meta-4/start', { undo: true })])).toBe(false);
      expect(burnsId(one, 'meta-4', [step('meta-1/start')])).toBe(false);
    }
  });

  test('that was restarted, and not of one that a restart of all left alone', () => {
    expect(burnsId(memo('restart'), 'meta-4', [step('meta-4/restart')])).toBe(true);
    expect(burnsId(memo('restart'), 'meta-4', [step('meta-4/host', { kind: 'check' })])).toBe(false);
    expect(burnsId(memo('restart'), 'meta-4', [step('meta-1/restart')])).toBe(false);
  });
});
