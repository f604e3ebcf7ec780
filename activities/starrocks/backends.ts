import type { ChangeActivity, CheckActivity, LongActivity, WaitActivity } from '../../model/step.ts';
import { type ChangeWithTools, bindChange } from '../bind-change.ts';
import type { Tools } from '../tools.ts';
import { awaitHealthy, type HealthyInput } from './backend/await-healthy.ts';
import { awaitRestarted, type RestartedInput } from './backend/await-restarted.ts';
import { awaitServing } from './backend/await-serving.ts';
import { checkRestartHost } from './backend/check-restart-host.ts';
import { configure, restoreConfig } from './backend/configure.ts';
import { awaitNodeGone, dropComputeNode } from './backend/drop-compute-node.ts';
import { dropEmpty } from './backend/drop-empty.ts';
import type { TargetInput } from './backend/find-target.ts';
import { lookBefore } from './backend/look-before.ts';
import { leaveComputeHost } from './backend/leave-host.ts';
import { makeStorage, unmakeStorage } from './backend/make-storage.ts';
import { place, unplace } from './backend/place.ts';
import { preflight } from './backend/preflight.ts';
import { register } from './backend/register.ts';
import { type StartInput, start } from './backend/start.ts';
import { stop } from './backend/stop.ts';
import { type StopForRestartInput, stopForRestart } from './backend/stop-for-restart.ts';
import { type RestartBackendsInput, surveyRestart } from './backend/survey-restart.ts';
import { awaitDrained, type DrainedInput } from './drain/await-drained.ts';
import { awaitDropped } from './drain/await-dropped.ts';
import { cancelDecommission } from './drain/cancel-decommission.ts';
import { decommission } from './drain/decommission.ts';
import { drop, type DropInput } from './drain/drop.ts';
import type { BackendInput } from './drain/find-row.ts';
import { inspectLeaving } from './drain/inspect-leaving.ts';
import { leaveHost } from './drain/leave-host.ts';
import { retireStorage } from './drain/retire-storage.ts';
import { stopDrained } from './drain/stop-drained.ts';
import { verifyDrained, type VerifyInput } from './drain/verify-drained.ts';
import { type ComputeLeavingInput, surveyComputeLeaving } from './backend/survey-compute-leaving.ts';
import { type JoiningInput, surveyJoining } from './backend/survey-joining.ts';
import type { NodeInput } from './find-node.ts';
import { restoreKnobs, type RestoreKnobsInput } from './knobs/restore-knobs.ts';
import { setKnobs, type SetKnobsInput } from './knobs/set-knobs.ts';
import { type DrainInput, surveyDrain } from './survey-drain.ts';

/** What a procedure can do to backends and compute nodes. Workflows see only these types. */
export interface Backends {
  readonly surveyDrain: CheckActivity<DrainInput>;
  readonly inspectLeaving: CheckActivity<NodeInput>;
  readonly setKnobs: ChangeActivity<SetKnobsInput>;
  readonly restoreKnobs: ChangeActivity<RestoreKnobsInput>;
  readonly decommission: ChangeActivity<BackendInput>;
  readonly cancelDecommission: ChangeActivity<BackendInput>;
  readonly awaitDrained: LongActivity<DrainedInput>;
  readonly verifyDrained: WaitActivity<VerifyInput>;
  readonly drop: ChangeActivity<DropInput>;
  readonly awaitDropped: WaitActivity<BackendInput>;
  readonly stopDrained: ChangeActivity<NodeInput>;
  readonly retireStorage: ChangeActivity<NodeInput>;
  readonly leaveHost: ChangeActivity<BackendInput>;
  readonly surveyRestart: CheckActivity<RestartBackendsInput>;
  readonly checkRestartHost: CheckActivity<NodeInput>;
  readonly lookBefore: CheckActivity<NodeInput>;
  readonly surveyComputeLeaving: CheckActivity<ComputeLeavingInput>;
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
  readonly dropComputeNode: ChangeActivity<TargetInput>;
  readonly leaveComputeHost: ChangeActivity<TargetInput>;
  readonly awaitNodeGone: WaitActivity<TargetInput>;
  readonly stopForRestart: ChangeActivity<StopForRestartInput>;
  readonly awaitRestarted: WaitActivity<RestartedInput>;
  readonly awaitHealthy: WaitActivity<HealthyInput>;
  readonly awaitServing: WaitActivity<NodeInput>;
}

export function createBackends(tools: Tools): Backends {
  const bind = <Input>(change: ChangeWithTools<Input>) => bindChange(tools, change);
  return {
    surveyDrain: (input) => surveyDrain(tools, input),
    inspectLeaving: (input) => inspectLeaving(tools, input),
    setKnobs: bind(setKnobs),
    restoreKnobs: bind(restoreKnobs),
    decommission: bind(decommission),
    cancelDecommission: bind(cancelDecommission),
    awaitDrained: (input, from) => awaitDrained(tools, input, from),
    verifyDrained: (input) => verifyDrained(tools, input),
    drop: bind(drop),
    awaitDropped: (input) => awaitDropped(tools, input),
    stopDrained: bind(stopDrained),
    retireStorage: bind(retireStorage),
    leaveHost: bind(leaveHost),
    surveyRestart: (input) => surveyRestart(tools, input),
    checkRestartHost: (input) => checkRestartHost(tools, input),
    lookBefore: (input) => lookBefore(tools, input),
    surveyComputeLeaving: (input) => surveyComputeLeaving(tools, input),
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
    dropComputeNode: bind(dropComputeNode),
    leaveComputeHost: bind(leaveComputeHost),
    awaitNodeGone: (input) => awaitNodeGone(tools, input),
    stopForRestart: bind(stopForRestart),
    awaitRestarted: (input) => awaitRestarted(tools, input),
    awaitHealthy: (input) => awaitHealthy(tools, input),
    awaitServing: (input) => awaitServing(tools, input),
  };
}
