import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitFindings } from '../../model/fit-findings.ts';
import type { Finding, Severity } from '../../model/step.ts';

const finding: fc.Arbitrary<Finding> = fc.record({
  gate: fc.constant('dead' as const),
  severity: fc.constantFrom<Severity>('ok', 'warning', 'refusal'),
  subject: fc.string({ maxLength: 20 }),
  message: fc.string({ maxLength: 400 }),
});

test('what fits stays as it is', () => {
  fc.assert(fc.property(fc.array(finding, { maxLength: 20 }), (findings) => fitFindings(findings) === findings));
});

test('what does not fit is cut to the worst, and the rest is counted', () => {
  fc.assert(
    fc.property(fc.array(finding, { minLength: 20, maxLength: 60 }), (findings) => {
      const limit = 2_000;
      const fitted = fitFindings(findings, limit);
      if (fitted === findings) return;
      expect(JSON.stringify(fitted).length).toBeLessThanOrEqual(limit);
      const left = findings.length - (fitted.length - 1);
      expect(fitted.at(-1)?.message).toBe(`${left} more findings are not shown`);
      const refusals = (list: readonly Finding[]) => list.filter(({ severity }) => severity === 'refusal').length;
      // None that refuses is left out while a milder one stays, and a cut never turns a refusal into none.
      expect(refusals(fitted) > 0).toBe(refusals(findings) > 0);
      if (fitted.some(({ severity, subject }) => severity !== 'refusal' && subject !== 'more')) {
        expect(refusals(fitted)).toBeGreaterThanOrEqual(refusals(findings));
      }
    }),
  );
});
