import type { ChangeActivity, CheckActivity } from '../../model/step.ts';
import { type ChangeWithTools, bindChange } from '../bind-change.ts';
import type { Tools } from '../tools.ts';
import { configure, restoreConfig } from './backend/configure.ts';
import { makeStorage, unmakeStorage } from './backend/make-storage.ts';
import { place, unplace } from './backend/place.ts';
import { type StartInput, start } from './backend/start.ts';
import { stop } from './backend/stop.ts';
import type { NodeInput } from './find-node.ts';
import { type DrainInput, surveyDrain } from './survey-drain.ts';

/** What a procedure can do to backends and compute nodes. Workflows see only these types. */
export interface Backends {
  readonly surveyDrain: CheckActivity<DrainInput>;
  readonly place: ChangeActivity<NodeInput>;
  readonly unplace: ChangeActivity<NodeInput>;
  readonly configure: ChangeActivity<NodeInput>;
  readonly restoreConfig: ChangeActivity<NodeInput>;
  readonly makeStorage: ChangeActivity<NodeInput>;
  readonly unmakeStorage: ChangeActivity<NodeInput>;
  readonly start: ChangeActivity<StartInput>;
  readonly stop: ChangeActivity<NodeInput>;
}

export function createBackends(tools: Tools): Backends {
  const bind = <Input>(change: ChangeWithTools<Input>) => bindChange(tools, change);
  return {
    surveyDrain: (input) => surveyDrain(tools, input),
    place: bind(place),
    unplace: bind(unplace),
    configure: bind(configure),
    restoreConfig: bind(restoreConfig),
    makeStorage: bind(makeStorage),
    unmakeStorage: bind(unmakeStorage),
    start: bind(start),
    stop: bind(stop),
  };
}
