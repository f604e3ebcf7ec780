import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChecks } from '../../model/apply-checks.ts';
import { GATES, type GateName, whyFirm } from '../../model/gates.ts';
import { CHECKS_MODES } from '../../model/operation.ts';
import type { Finding, Severity } from '../../model/step.ts';

const GATE_NAMES = Object.keys(GATES) as GateName[];
const SEVERITIES: readonly Severity[] = ['ok', 'warning', 'refusal'];
const gate = fc.constantFrom(...GATE_NAMES);
const finding = fc.record<Finding>({
  gate,
  severity: fc.constantFrom(...SEVERITIES),
  subject: fc.constant('fe-2'),
  message: fc.string(),
});
const findings = fc.array(finding);
const checks = fc.constantFrom(...CHECKS_MODES);
const accept = fc.dictionary(gate, fc.string({ minLength: 1 }));

const refused = (all: readonly Finding[]) =>
  all.flatMap(({ severity }, index) => (severity === 'refusal' ? [index] : []));

test('a firm refusal stays one, whatever was asked', () => {
  fc.assert(
    fc.property(findings, checks, accept, (given, mode, accepted) => {
      applyChecks(given, { checks: mode, accept: accepted }).forEach((after, index) => {
        const before = given[index];
        if (before?.severity === 'refusal' && whyFirm(before.gate) !== undefined) expect(after).toEqual(before);
      });
    }),
  );
});

test('strict refuses whatever enforce does, and enforce whatever report does', () => {
  fc.assert(
    fc.property(findings, accept, (given, accepted) => {
      const [report, enforce, strict] = CHECKS_MODES.map((mode) =>
        refused(applyChecks(given, { checks: mode, accept: accepted })),
      ) as [number[], number[], number[]];
      expect(enforce).toEqual(expect.arrayContaining(report));
      expect(strict).toEqual(expect.arrayContaining(enforce));
    }),
  );
});

test('to accept a gate touches its findings alone', () => {
  fc.assert(
    fc.property(findings, checks, gate, fc.string({ minLength: 1 }), (given, mode, name, reason) => {
      const without = applyChecks(given, { checks: mode });
      applyChecks(given, { checks: mode, accept: { [name]: reason } }).forEach((after, index) => {
        if (after.gate !== name) expect(after).toEqual(without[index]);
        else expect(after.accepted === undefined || after.severity === 'warning').toBe(true);
      });
    }),
  );
});

test('nothing is made worse but by strict, nothing is added or lost, and what passed passes', () => {
  fc.assert(
    fc.property(findings, checks, accept, (given, mode, accepted) => {
      const after = applyChecks(given, { checks: mode, accept: accepted });
      expect(after.map(({ gate: name, message }) => [name, message])).toEqual(
        given.map(({ gate: name, message }) => [name, message]),
      );
      after.forEach(({ severity }, index) => {
        const before = given[index]?.severity ?? 'ok';
        if (before === 'ok') expect(severity).toBe('ok');
        if (mode !== 'strict') expect(SEVERITIES.indexOf(severity)).toBeLessThanOrEqual(SEVERITIES.indexOf(before));
      });
    }),
  );
});

test('the default is to refuse on a refusal, and to leave a warning', () => {
  const given: readonly Finding[] = SEVERITIES.map((severity) => ({
    gate: 'clock',
    severity,
    subject: 'fe-2',
    message: '',
  }));
  expect(applyChecks(given, {})).toEqual(given);
  expect(applyChecks(given, { checks: 'report' }).map(({ severity }) => severity)).toEqual([
    'ok',
    'warning',
    'warning',
  ]);
  expect(applyChecks(given, { checks: 'strict' }).map(({ severity }) => severity)).toEqual([
    'ok',
    'refusal',
    'refusal',
  ]);
  expect(applyChecks(given, { checks: 'strict', accept: { clock: 'so be it' } })[2]).toMatchObject({
    severity: 'warning',
    accepted: 'so be it',
  });
});

test('a name of the prototype is no gate', () => {
  const given: readonly Finding[] = [{ gate: 'clock', severity: 'refusal', subject: 'fe-2', message: '' }];
  expect(applyChecks(given, { accept: Object.create({ clock: 'inherited' }) })).toEqual(given);
});
