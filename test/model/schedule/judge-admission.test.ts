import { describe, expect, it } from 'vitest';
import type { Admission, Obstacle } from '../../../model/foreman.ts';
import { judgeAdmission } from '../../../model/schedule/judge-admission.ts';

const DRAIN: Obstacle = {
  id: '7d32a077',
  what: 'remove be-3',
  by: 'ada@laptop',
  since: '2026-11-29T12:00:00.000Z',
  why: 'a restart runs alone',
};
const BUSY: Admission = {
  kind: 'refused',
  failure: { code: 'CLUSTER_BUSY', kind: 'refused', message: 'prod is busy', hint: 'muster ops watch 7d32a077' },
  behind: [DRAIN],
};

describe('the answer of the foreman', () => {
  it('that it runs is a start', () => {
    expect(judgeAdmission({ kind: 'running', workflowId: 'w', runId: 'r' }, 'skip')).toEqual({ kind: 'started' });
  });

  it('that it waits says for what', () => {
    expect(judgeAdmission({ kind: 'queued', place: 2, behind: [DRAIN, DRAIN] }, 'queue')).toEqual({
      kind: 'queued',
      why: 'place 2, behind operation 7d32a077 (remove be-3, by ada@laptop), and 1 more: a restart runs alone',
    });
  });

  it('that something is in its way is a skip where a skip was asked for', () => {
    expect(judgeAdmission(BUSY, 'skip')).toEqual({
      kind: 'skipped',
      why: 'operation 7d32a077 (remove be-3, by ada@laptop): a restart runs alone',
    });
  });

  it.each([
    ['for another reason', { ...BUSY, failure: { ...BUSY.failure, code: 'SUBMIT_LATE' } }, 'skip'],
    ['although it was to be queued', BUSY, 'queue'],
  ] as const)('that it is refused %s is a refusal', (_what, admission, ifBusy) => {
    expect(judgeAdmission(admission, ifBusy)).toEqual({
      kind: 'refused',
      code: admission.failure.code,
      why: 'prod is busy',
      hint: 'muster ops watch 7d32a077',
    });
  });

  it('that nothing starts now is a skip too', () => {
    expect(judgeAdmission({ ...BUSY, behind: [] }, 'skip')).toEqual({ kind: 'skipped', why: 'prod is busy' });
  });
});
