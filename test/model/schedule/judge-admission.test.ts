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
const BUSY: Extract<Admission, { kind: 'refused' }> = {
  kind: 'refused',
  failure: { code: 'CLUSTER_BUSY', kind: 'refused', message: 'prod is busy', hint: 'muster ops watch 7d32a077' },
  behind: [DRAIN],
};

describe('the answer of the foreman', () => {
  it('that it runs is a start', () => {
    expect(judgeAdmission({ kind: 'running', workflowId: 'w', runId: 'r' })).toEqual({ kind: 'started' });
  });

  it('that it waits says for what', () => {
    expect(judgeAdmission({ kind: 'queued', place: 2, behind: [DRAIN, DRAIN] })).toEqual({
      kind: 'queued',
      why: 'place 2, behind operation 7d32a077 (remove be-3, by ada@laptop), and 1 more: a restart runs alone',
    });
  });

  it('that something is in its way is a skip', () => {
    expect(judgeAdmission(BUSY)).toEqual({
      kind: 'skipped',
      why: 'operation 7d32a077 (remove be-3, by ada@laptop): a restart runs alone',
    });
  });

  it('that it is refused for another reason is a refusal', () => {
    const failure = { ...BUSY.failure, code: 'SUBMIT_LATE' } as const;
    expect(judgeAdmission({ ...BUSY, failure })).toEqual({
      kind: 'refused',
      code: 'SUBMIT_LATE',
      why: 'prod is busy',
      hint: 'muster ops watch 7d32a077',
    });
  });

  it('that nothing starts now is a skip too', () => {
    expect(judgeAdmission({ ...BUSY, behind: [] })).toEqual({ kind: 'skipped', why: 'prod is busy' });
  });
});
