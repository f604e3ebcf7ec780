import type { Diagnosis } from '../../diagnosis.ts';
import { viewRemaining } from '../drain/remaining.ts';
import { findBadSource } from './bad-source.ts';
import { findColocate } from './colocate.ts';
import { findFewHosts } from './few-hosts.ts';
import { findKnobsLost } from './knobs-lost.ts';
import { findLargeTablet } from './large-tablet.ts';
import { findNoSpace } from './no-space.ts';
import { findRecycleBin } from './recycle-bin.ts';
import type { Rule } from './rule.ts';
import { findSchedulerOff } from './scheduler-off.ts';
import { findSettling } from './settling.ts';
import type { StallQuestion, StallReading } from './stall-reading.ts';
import { findTargetsDead } from './targets-dead.ts';
import { findThrottled } from './throttled.ts';
import { findTransaction } from './transaction.ts';
import { describeUnknown } from './unknown.ts';

/**
 * The surest first: what keeps everything from moving, then what can be counted, then what the scheduler says of one tablet,
 * then what only slows it down.
 */
const RULES: readonly Rule[] = [
  findSchedulerOff,
  findTargetsDead,
  findColocate,
  findFewHosts,
  findBadSource,
  findNoSpace,
  findLargeTablet,
  findTransaction,
  findRecycleBin,
  findKnobsLost,
  findThrottled,
  findSettling,
];

/** Why nothing moves: one cause, one object that shows it, and what to do. */
export function diagnose(reading: StallReading, question: StallQuestion): Diagnosis {
  const remaining = viewRemaining(reading, question.targets);
  for (const rule of RULES) {
    const found = rule(reading, question, remaining);
    if (found !== undefined) return found;
  }
  return describeUnknown(reading, remaining);
}
