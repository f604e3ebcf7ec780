import type { Diagnosis } from '../../diagnosis.ts';
import type { Remaining } from '../drain/remaining.ts';
import type { StallQuestion, StallReading } from './stall-reading.ts';

/** One cause: what it says if it is the one, and nothing if it is not. */
export type Rule = (reading: StallReading, question: StallQuestion, remaining: Remaining) => Diagnosis | undefined;
