import { expect, test } from 'vitest';
import type { RecordEntry } from '../../../client/build-record.ts';
import { showEvidence } from '../../../client/screens/evidence.ts';
import type { OperationProgress } from '../../../model/operation.ts';
import { at, progressOf, STEPS, VIEW } from './examples.ts';

const REQUEST: OperationProgress['request'] = {
  ...progressOf({}).request,
  checks: 'strict',
  onFailure: 'undo',
  accept: { clock: 'NTP is mended on Monday, ticket 4711' },
};
const of = (step: keyof typeof STEPS, clock: string) => {
  const { id, title } = STEPS[step];
  return { step: id, title, at: at(clock) };
};
const UPLOAD = STEPS.package.evidence ?? [];

const ENTRIES: readonly RecordEntry[] = [
  {
    kind: 'asked',
    at: at('22:59:50'),
    request: REQUEST,
    reasons: ['accepts clock: NTP is mended on Monday, ticket 4711'],
    windows: { spans: ['22:00,04:00'], timezone: 'Asia/Shanghai', cutoffMs: 1_800_000 },
  },
  { kind: 'checked', ...of('survey', '22:59:51'), findings: STEPS.survey.findings ?? [] },
  {
    kind: 'checked',
    ...of('host', '22:59:52'),
    findings: [
      ...(STEPS.host.findings ?? []),
      {
        gate: 'clock',
        severity: 'warning',
        subject: 'fe-2',
        message: 'fe-2 is 7.0 s ahead of the leader, fe-1: with 5 s or more the leader refuses it',
        next: ['timedatectl status'],
        accepted: 'NTP is mended on Monday, ticket 4711',
      },
    ],
  },
  { kind: 'done', ...of('package', '23:01:23'), evidence: UPLOAD },
  {
    kind: 'done',
    ...of('config', '23:01:24'),
    evidence: STEPS.config.evidence ?? [],
    tries: {
      count: 3,
      failure: { code: 'SSH_LOST', kind: 'unknown', message: 'the connection to 10.0.0.2:22 broke' },
    },
  },
  { kind: 'verb', verb: 'pause', by: 'bob@desk', why: 'quarter close', at: at('23:01:25') },
  { kind: 'verb', verb: 'resume', by: 'bob@desk', at: at('23:30:00') },
  { kind: 'planned', ...of('register', '23:30:01'), actions: STEPS.register.actions ?? [], later: ['then: its id'] },
  {
    kind: 'failed',
    ...of('register', '23:30:02'),
    failure: {
      code: 'SQL_PRIVILEGE',
      kind: 'refused',
      message: 'Access denied; you need (at least one of) the NODE privilege(s) on SYSTEM for this operation',
      hint: "GRANT NODE ON SYSTEM TO 'muster';\nmuster ops retry 4kx9t2mq",
    },
  },
  {
    kind: 'waited',
    ...of('joined', '23:40:00'),
    note: '4 of 68 left',
    stall: {
      cause: 'few-hosts',
      message: 'sales.orders wants 3 replicas, and 2 hosts remain beside the nodes that drain',
      example: 'sales.orders, partition p2024, tablet 10233',
      lasting: 'permanent',
      next: ['muster add be-5'],
      since: at('23:35:00'),
    },
  },
  {
    kind: 'window',
    ...of('start', '23:45:00'),
    answer: {
      about: { step: STEPS.start.id, title: STEPS.start.title },
      timezone: 'Asia/Shanghai',
      at: at('23:45:00'),
      open: false,
      span: '22:00,04:00',
      opensAt: '2026-11-22T14:00:00Z',
      closesAt: '2026-11-22T20:00:00Z',
    },
  },
  { kind: 'stopped', ...of('serving', '23:50:00') },
  { kind: 'begun', ...of('start', '23:51:00') },
  { kind: 'ended', at: at('23:52:00'), state: 'undone' },
];

const PROGRESS = progressOf({ request: REQUEST, state: 'undone', startedAt: at('22:59:50'), endedAt: at('23:52:00') });

test.each([80, 100, 120])('all evidence of an operation, in the order of its time, at %i columns', async (width) => {
  const lines = showEvidence(PROGRESS, ENTRIES, { ...VIEW, width });
  for (const line of lines) expect(line).not.toMatch(/\s$/);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/evidence-${width}.txt`);
});

test('nothing of it is cut, however narrow the terminal is', () => {
  const text = showEvidence(PROGRESS, ENTRIES, { ...VIEW, width: 40 }).join('\n');
  expect(text).not.toContain('…');
  const whole = text.replaceAll(/\s+/g, ' ');
  for (const entry of ENTRIES) {
    if (entry.kind === 'checked')
      for (const { message, next = [] } of entry.findings)
        for (const said of [message, ...next]) expect(whole).toContain(said);
    if (entry.kind === 'done')
      for (const { action, answer } of entry.evidence) {
        expect(whole).toContain(answer);
        if (action.kind === 'upload') expect(whole).toContain(action.digest);
        if (action.kind === 'file') for (const line of action.diff) expect(whole).toContain(line);
      }
    if (entry.kind === 'failed') expect(whole).toContain(entry.failure.message);
  }
});
