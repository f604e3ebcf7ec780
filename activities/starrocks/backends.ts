import type { CheckActivity } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { type DrainInput, surveyDrain } from './survey-drain.ts';

/** What a procedure can do to backends and compute nodes. Workflows see only these types. */
export interface Backends {
  readonly surveyDrain: CheckActivity<DrainInput>;
}

export function createBackends(tools: Tools): Backends {
  return {
    surveyDrain: (input) => surveyDrain(tools, input),
  };
}
