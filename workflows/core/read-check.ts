import type { CheckResult, Finding } from '../../model/step.ts';

/** A check that decides nothing gives its findings alone. */
export function readCheck(result: readonly Finding[] | CheckResult): CheckResult {
  return 'findings' in result ? result : { findings: result };
}
