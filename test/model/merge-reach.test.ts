import { expect, test } from 'vitest';
import type { CheckReport } from '../../model/check.ts';
import { mergeReach } from '../../model/merge-reach.ts';
import type { Finding } from '../../model/step.ts';

const ssh = (subject: string, severity: Finding['severity']): Finding => ({
  gate: 'ssh',
  severity,
  subject,
  message: `${subject} ${severity}`,
});
const report = (findings: readonly Finding[]): CheckReport => ({
  cluster: 'prod',
  engine: 'starrocks',
  version: '3.5.7',
  readAt: '',
  findings,
});
const merge = (here: readonly Finding[], there: readonly Finding[]) =>
  mergeReach(report(here), { worker: '7@host', findings: there }).findings.map(
    ({ severity, message }) => `${severity}: ${message}`,
  );

test('a host that only we cannot reach does not refuse', () => {
  expect(merge([ssh('fe-1', 'refusal')], [ssh('fe-1', 'ok')])).toEqual([
    'warning: only from here: fe-1 refusal',
    'ok: fe-1 ok (as seen from the worker 7@host)',
  ]);
});

test('a host that only the worker cannot reach refuses, and it is said who said so', () => {
  expect(merge([ssh('fe-1', 'ok')], [ssh('fe-1', 'refusal')])).toEqual([
    'ok: fe-1 ok',
    'refusal: fe-1 refusal (as seen from the worker 7@host)',
  ]);
});

test('what both found in order is said once; what nobody reaches refuses', () => {
  expect(merge([ssh('fe-1', 'ok')], [ssh('fe-1', 'ok')])).toEqual(['ok: fe-1 ok']);
  expect(merge([ssh('fe-1', 'refusal')], [ssh('fe-1', 'refusal')])[0]).toBe('refusal: fe-1 refusal');
});
