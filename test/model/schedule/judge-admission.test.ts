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

  it('that the cluster is suspended says until when, by whom and why, whatever runs there besides', () => {
    const since = '2026-12-04T08:00:00.000Z';
    const until = '2026-12-05T08:00:00.000Z';
    const suspension = { by: 'ada@laptop', reason: 'quarter close', since, until, running: 'leave' } as const;
    const said = 'suspended until 2026-12-05 08:00 UTC by ada@laptop: quarter close';
    expect(judgeAdmission({ kind: 'queued', place: 1, behind: [], suspension })).toEqual({
      kind: 'queued',
      why: `place 1; operations are ${said}`,
    });
    expect(judgeAdmission({ kind: 'queued', place: 1, behind: [DRAIN], suspension })).toEqual({
      kind: 'queued',
      why: `place 1, behind operation 7d32a077 (remove be-3, by ada@laptop): a restart runs alone; operations are ${said}`,
    });
    const failure = { ...BUSY.failure, code: 'CLUSTER_SUSPENDED', message: `Operations on prod are ${said}` } as const;
    expect(judgeAdmission({ ...BUSY, failure })).toEqual({ kind: 'skipped', why: failure.message });
  });
});
