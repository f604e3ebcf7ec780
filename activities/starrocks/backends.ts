import type { ChangeActivity, CheckActivity, WaitActivity } from '../../model/step.ts';
import { type ChangeWithTools, bindChange } from '../bind-change.ts';
import type { Tools } from '../tools.ts';
import { awaitServing } from './backend/await-serving.ts';
import { configure, restoreConfig } from './backend/configure.ts';
import { dropEmpty } from './backend/drop-empty.ts';
import { makeStorage, unmakeStorage } from './backend/make-storage.ts';
import { place, unplace } from './backend/place.ts';
import { preflight } from './backend/preflight.ts';
import { register } from './backend/register.ts';
import { type StartInput, start } from './backend/start.ts';
import { stop } from './backend/stop.ts';
import { type JoiningInput, surveyJoining } from './backend/survey-joining.ts';
import type { NodeInput } from './find-node.ts';
import { type DrainInput, surveyDrain } from './survey-drain.ts';

/** What a procedure can do to backends and compute nodes. Workflows see only these types. */
export interface Backends {
  readonly surveyDrain: CheckActivity<DrainInput>;
  readonly surveyJoining: CheckActivity<JoiningInput>;
  readonly preflight: CheckActivity<NodeInput>;
  readonly place: ChangeActivity<NodeInput>;
  readonly unplace: ChangeActivity<NodeInput>;
  readonly configure: ChangeActivity<NodeInput>;
  readonly restoreConfig: ChangeActivity<NodeInput>;
  readonly makeStorage: ChangeActivity<NodeInput>;
  readonly unmakeStorage: ChangeActivity<NodeInput>;
  readonly register: ChangeActivity<NodeInput>;
  readonly dropEmpty: ChangeActivity<NodeInput>;
  readonly start: ChangeActivity<StartInput>;
  readonly stop: ChangeActivity<NodeInput>;
  readonly awaitServing: WaitActivity<NodeInput>;
}

export function createBackends(tools: Tools): Backends {
  const bind = <Input>(change: ChangeWithTools<Input>) => bindChange(tools, change);
  return {
    surveyDrain: (input) => surveyDrain(tools, input),
    surveyJoining: (input) => surveyJoining(tools, input),
    preflight: (input) => preflight(tools, input),
    place: bind(place),
    unplace: bind(unplace),
    configure: bind(configure),
    restoreConfig: bind(restoreConfig),
    makeStorage: bind(makeStorage),
    unmakeStorage: bind(unmakeStorage),
    register: bind(register),
    dropEmpty: bind(dropEmpty),
    start: bind(start),
    stop: bind(stop),
    awaitServing: (input) => awaitServing(tools, input),
  };
}
