import type { ChangeActivity } from '../../model/step.ts';
import { type ChangeWithTools, bindChange } from '../bind-change.ts';
import type { Tools } from '../tools.ts';
import { type EditEndpointsInput, editEndpoints } from './edit-endpoints.ts';
import { type StartUnitInput, startUnit } from './start-unit.ts';
import { type StopUnitInput, stopUnit } from './stop-unit.ts';

/** What a procedure can do to Query nodes. Workflows see only these types. */
export interface Queries {
  readonly start: ChangeActivity<StartUnitInput>;
  readonly stop: ChangeActivity<StopUnitInput>;
  readonly editEndpoints: ChangeActivity<EditEndpointsInput>;
}

export function createQueries(tools: Tools): Queries {
  const bind = <Input>(change: ChangeWithTools<Input>) => bindChange(tools, change);
  return { start: bind(startUnit), stop: bind(stopUnit), editEndpoints: bind(editEndpoints) };
}
