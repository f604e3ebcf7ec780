import type { ChangeActivity, CheckActivity, WaitActivity } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { awaitAlive } from './await-alive.ts';
import { awaitGone } from './await-gone.ts';
import { type AwaitLeaderInput, awaitLeader } from './await-leader.ts';
import { awaitServing } from './await-serving.ts';
import { configure } from './configure.ts';
import { type LostInput, dropLost } from './drop-lost.ts';
import { drop } from './drop.ts';
import { type ExpelInput, expel } from './expel.ts';
import type { LeavingInput } from './find-leaving.ts';
import type { NodeInput } from './find-node.ts';
import { inspectLeaving } from './inspect-leaving.ts';
import { leaveHost } from './leave-host.ts';
import { place, unplace } from './place.ts';
import { preflight } from './preflight.ts';
import { register } from './register.ts';
import { restoreConfig } from './restore-config.ts';
import { retireMeta } from './retire-meta.ts';
import { standDown } from './stand-down.ts';
import { startAgain } from './start-again.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { type RemovalInput, surveyRemoval } from './survey-removal.ts';
import { type SurveyInput, survey } from './survey.ts';

/** What a procedure can do to frontends. Workflows see only these types. */
export interface Frontends {
  readonly survey: CheckActivity<SurveyInput>;
  readonly preflight: CheckActivity<NodeInput>;
  readonly surveyRemoval: CheckActivity<RemovalInput>;
  readonly inspectLeaving: CheckActivity<NodeInput>;
  readonly place: ChangeActivity<NodeInput>;
  readonly unplace: ChangeActivity<NodeInput>;
  readonly configure: ChangeActivity<NodeInput>;
  readonly restoreConfig: ChangeActivity<NodeInput>;
  readonly register: ChangeActivity<NodeInput>;
  readonly drop: ChangeActivity<NodeInput>;
  readonly dropLost: ChangeActivity<LostInput>;
  readonly expel: ChangeActivity<ExpelInput>;
  readonly leaveHost: ChangeActivity<LeavingInput>;
  readonly start: ChangeActivity<NodeInput>;
  readonly startAgain: ChangeActivity<NodeInput>;
  readonly standDown: ChangeActivity<NodeInput>;
  readonly stop: ChangeActivity<NodeInput>;
  readonly retireMeta: ChangeActivity<NodeInput>;
  readonly awaitAlive: WaitActivity<LostInput>;
  readonly awaitServing: WaitActivity<NodeInput>;
  readonly awaitLeader: WaitActivity<AwaitLeaderInput>;
  readonly awaitGone: WaitActivity<LeavingInput>;
}

interface ChangeWithTools<Input> {
  plan(tools: Tools, input: Input): ReturnType<ChangeActivity<Input>['plan']>;
  perform(
    tools: Tools,
    input: Input,
    plan: Parameters<ChangeActivity<Input>['perform']>[1],
  ): ReturnType<ChangeActivity<Input>['perform']>;
}

export function createFrontends(tools: Tools): Frontends {
  const bind = <Input>(change: ChangeWithTools<Input>): ChangeActivity<Input> => ({
    plan: (input) => change.plan(tools, input),
    perform: (input, plan) => change.perform(tools, input, plan),
  });
  return {
    survey: (input) => survey(tools, input),
    preflight: (input) => preflight(tools, input),
    surveyRemoval: (input) => surveyRemoval(tools, input),
    inspectLeaving: (input) => inspectLeaving(tools, input),
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
    stop: bind(stop),
    retireMeta: bind(retireMeta),
    awaitAlive: (input) => awaitAlive(tools, input),
    awaitServing: (input) => awaitServing(tools, input),
    awaitLeader: (input) => awaitLeader(tools, input),
    awaitGone: (input) => awaitGone(tools, input),
  };
}
