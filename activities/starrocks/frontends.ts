import type { ChangeActivity, CheckActivity, WaitActivity } from '../../model/step.ts';
import { type ChangeWithTools, bindChange } from '../bind-change.ts';
import type { Tools } from '../tools.ts';
import { awaitAlive } from './await-alive.ts';
import { awaitGone } from './await-gone.ts';
import { type AwaitLeaderInput, awaitLeader } from './await-leader.ts';
import { type OthersInput, awaitOthers } from './await-others.ts';
import { type RestartedInput, awaitRestarted } from './await-restarted.ts';
import { awaitServing } from './await-serving.ts';
import { awaitFounded } from './await-founded.ts';
import { checkRestartHost } from './check-restart-host.ts';
import { configure } from './configure.ts';
import { type LostInput, dropLost } from './drop-lost.ts';
import { type DropInput, drop } from './drop.ts';
import { type ExpelInput, expel } from './expel.ts';
import type { LeavingInput } from './find-leaving.ts';
import type { NodeInput } from './find-node.ts';
import { inspectLeaving } from './inspect-leaving.ts';
import { leaveHost } from './leave-host.ts';
import { type BeforeInput, lookBefore } from './look-before.ts';
import { place, unplace } from './place.ts';
import type { JoinInput } from './plan-leader.ts';
import { type PreflightInput, preflight } from './preflight.ts';
import { register } from './register.ts';
import { restoreConfig } from './restore-config.ts';
import { retireMeta } from './retire-meta.ts';
import { standDown } from './stand-down.ts';
import { setRootPassword } from './set-password.ts';
import { type StartAgainInput, startAgain } from './start-again.ts';
import { startFirst } from './start-first.ts';
import { start } from './start.ts';
import { type StopForRestartInput, stopForRestart } from './stop-for-restart.ts';
import { stop } from './stop.ts';
import { type RemovalInput, surveyRemoval } from './survey-removal.ts';
import { type RestartInput, surveyRestart } from './survey-restart.ts';
import { type EmptyInput, surveyEmpty } from './survey-empty.ts';
import { type SurveyInput, survey } from './survey.ts';

/** What a procedure can do to frontends. Workflows see only these types. */
export interface Frontends {
  readonly survey: CheckActivity<SurveyInput>;
  readonly surveyRemoval: CheckActivity<RemovalInput>;
  readonly inspectLeaving: CheckActivity<NodeInput>;
  readonly preflight: CheckActivity<PreflightInput>;
  readonly surveyEmpty: CheckActivity<EmptyInput>;
  readonly surveyRestart: CheckActivity<RestartInput>;
  readonly checkRestartHost: CheckActivity<NodeInput>;
  readonly lookBefore: CheckActivity<BeforeInput>;
  readonly place: ChangeActivity<NodeInput>;
  readonly unplace: ChangeActivity<NodeInput>;
  readonly configure: ChangeActivity<NodeInput>;
  readonly restoreConfig: ChangeActivity<NodeInput>;
  readonly register: ChangeActivity<JoinInput>;
  readonly drop: ChangeActivity<DropInput>;
  readonly dropLost: ChangeActivity<LostInput>;
  readonly expel: ChangeActivity<ExpelInput>;
  readonly leaveHost: ChangeActivity<LeavingInput>;
  readonly start: ChangeActivity<JoinInput>;
  readonly startAgain: ChangeActivity<StartAgainInput>;
  readonly standDown: ChangeActivity<NodeInput>;
  readonly startFirst: ChangeActivity<NodeInput>;
  readonly setRootPassword: ChangeActivity<NodeInput>;
  readonly stop: ChangeActivity<NodeInput>;
  readonly stopForRestart: ChangeActivity<StopForRestartInput>;
  readonly retireMeta: ChangeActivity<NodeInput>;
  readonly awaitAlive: WaitActivity<LostInput>;
  readonly awaitServing: WaitActivity<NodeInput>;
  readonly awaitLeader: WaitActivity<AwaitLeaderInput>;
  readonly awaitGone: WaitActivity<LeavingInput>;
  readonly awaitFounded: WaitActivity<NodeInput>;
  readonly awaitOthers: WaitActivity<OthersInput>;
  readonly awaitRestarted: WaitActivity<RestartedInput>;
}

export function createFrontends(tools: Tools): Frontends {
  const bind = <Input>(change: ChangeWithTools<Input>) => bindChange(tools, change);
  return {
    survey: (input) => survey(tools, input),
    preflight: (input) => preflight(tools, input),
    surveyRemoval: (input) => surveyRemoval(tools, input),
    inspectLeaving: (input) => inspectLeaving(tools, input),
    surveyEmpty: (input) => surveyEmpty(tools, input),
    surveyRestart: (input) => surveyRestart(tools, input),
    checkRestartHost: (input) => checkRestartHost(tools, input),
    lookBefore: (input) => lookBefore(tools, input),
    place: bind(place),
    unplace: bind(unplace),
    configure: bind(configure),
    restoreConfig: bind(restoreConfig),
    register: bind(register),
    drop: bind(drop),
    dropLost: bind(dropLost),
    expel: bind(expel),
    leaveHost: bind(leaveHost),
    start: bind(start),
    startAgain: bind(startAgain),
    standDown: bind(standDown),
    startFirst: bind(startFirst),
    setRootPassword: bind(setRootPassword),
    stop: bind(stop),
    stopForRestart: bind(stopForRestart),
    retireMeta: bind(retireMeta),
    awaitAlive: (input) => awaitAlive(tools, input),
    awaitServing: (input) => awaitServing(tools, input),
    awaitLeader: (input) => awaitLeader(tools, input),
    awaitGone: (input) => awaitGone(tools, input),
    awaitFounded: (input) => awaitFounded(tools, input),
    awaitOthers: (input) => awaitOthers(tools, input),
    awaitRestarted: (input) => awaitRestarted(tools, input),
  };
}
