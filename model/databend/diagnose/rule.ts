import type { UnitDiagnosis } from './unit-causes.ts';
import type { UnitQuestion, UnitReading } from './unit-reading.ts';

/** One cause: what it says if it is the one, and nothing if it is not. */
export type UnitRule = (reading: UnitReading, question: UnitQuestion) => UnitDiagnosis | undefined;

/** The latest line that says it. */
export function findLine(reading: Pick<UnitReading, 'journal' | 'log'>, pattern: RegExp): string | undefined {
  return reading.journal.findLast((line) => pattern.test(line)) ?? reading.log.findLast((line) => pattern.test(line));
}
