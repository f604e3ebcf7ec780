import type { ChangeActivity, CheckActivity, WaitActivity } from '../../model/step.ts';
import { type ChangeWithTools, bindChange } from '../bind-change.ts';
import type { Tools } from '../tools.ts';
import { type AwaitLedInput, awaitLed } from './await-led.ts';
import { type ConfigureInput, configure } from './configure.ts';
import { type EditJoinInput, type EditLearnerInput, editJoin, setLearner } from './edit-join.ts';
import { restoreConfig } from './restore-config.ts';
import { awaitCaughtUp } from './await-caught-up.ts';
import { awaitFounded } from './await-founded.ts';
import { type JoinedInput, awaitJoined } from './await-joined.ts';
import { makeDirectories } from './make-directories.ts';
import { place, unplace } from './place.ts';
import { type PreflightInput, preflight } from './preflight.ts';
import { promote } from './promote.ts';
import { readConfig } from './read-config.ts';
import { removeUnit, writeUnit } from './write-unit.ts';
import { type ServingInput, awaitServing } from './await-serving.ts';
import { type VotersInput, awaitVoters } from './await-voters.ts';
import { checkRestartHost } from './check-restart-host.ts';
import { type CompleteInput, completeChange } from './complete-change.ts';
import type { NodeInput } from './find-node.ts';
import { inspectLeaving } from './inspect-leaving.ts';
import { type ExportInput, exportMetadata } from './export.ts';
import { leaveHost } from './leave-host.ts';
import { type LeaveInput, leave } from './leave.ts';
import { type RestartMetaInput, restartMeta } from './restart-meta.ts';
import { type BeforeInput, lookBefore } from './look-before.ts';
import { type ProveInput, prove } from './prove.ts';
import { retireData } from './retire-data.ts';
import { retireFile } from './retire-file.ts';
import { type PendingInput, awaitMajority } from './settle-pending.ts';
import { type StartUnitInput, startUnit } from './start-unit.ts';
import { type StopUnitInput, stopUnit } from './stop-unit.ts';
import { type EmptyInput, surveyEmpty } from './survey-empty.ts';
import { type JoiningInput, surveyJoining } from './survey-joining.ts';
import { type LeavingInput, surveyLeaving } from './survey-leaving.ts';
import { type RestartInput, surveyRestart } from './survey-restart.ts';
import { type SurveyTransferInput, surveyTransfer } from './survey-transfer.ts';
import { type TransferInput, transfer } from './transfer.ts';

/** What a procedure can do to meta nodes. Workflows see only these types. */
export interface Metas {
  readonly restart: ChangeActivity<RestartMetaInput>;
  readonly lookBefore: CheckActivity<BeforeInput>;
  readonly checkRestartHost: CheckActivity<NodeInput>;
  readonly inspectLeaving: CheckActivity<NodeInput>;
  readonly surveyJoining: CheckActivity<JoiningInput>;
  readonly surveyLeaving: CheckActivity<LeavingInput>;
  readonly surveyRestart: CheckActivity<RestartInput>;
  readonly surveyTransfer: CheckActivity<SurveyTransferInput>;
  readonly surveyEmpty: CheckActivity<EmptyInput>;
  readonly transfer: ChangeActivity<TransferInput>;
  readonly prove: ChangeActivity<ProveInput>;
  readonly export: ChangeActivity<ExportInput>;
  readonly awaitLed: WaitActivity<AwaitLedInput>;
  readonly preflight: CheckActivity<PreflightInput>;
  readonly place: ChangeActivity<NodeInput>;
  readonly unplace: ChangeActivity<NodeInput>;
  readonly writeUnit: ChangeActivity<NodeInput>;
  readonly removeUnit: ChangeActivity<NodeInput>;
  readonly configure: ChangeActivity<ConfigureInput>;
  readonly restoreConfig: ChangeActivity<NodeInput>;
  readonly editJoin: ChangeActivity<EditJoinInput>;
  readonly setLearner: ChangeActivity<EditLearnerInput>;
  readonly makeDirectories: ChangeActivity<NodeInput>;
  readonly readConfig: ChangeActivity<NodeInput>;
  readonly promote: ChangeActivity<NodeInput>;
  readonly awaitCaughtUp: WaitActivity<NodeInput>;
  readonly awaitFounded: WaitActivity<NodeInput>;
  readonly awaitJoined: WaitActivity<JoinedInput>;
  readonly start: ChangeActivity<StartUnitInput>;
  readonly stop: ChangeActivity<StopUnitInput>;
  readonly awaitServing: WaitActivity<ServingInput>;
  readonly leave: ChangeActivity<LeaveInput>;
  readonly completeChange: ChangeActivity<CompleteInput>;
  readonly leaveHost: ChangeActivity<NodeInput>;
  readonly retireFile: ChangeActivity<NodeInput>;
  readonly retireData: ChangeActivity<NodeInput>;
  readonly awaitMajority: WaitActivity<PendingInput>;
  readonly awaitVoters: WaitActivity<VotersInput>;
}

export function createMetas(tools: Tools): Metas {
  const bind = <Input>(change: ChangeWithTools<Input>) => bindChange(tools, change);
  return {
    restart: bind(restartMeta),
    lookBefore: (input) => lookBefore(tools, input),
    checkRestartHost: (input) => checkRestartHost(tools, input),
    inspectLeaving: (input) => inspectLeaving(tools, input),
    surveyJoining: (input) => surveyJoining(tools, input),
    surveyLeaving: (input) => surveyLeaving(tools, input),
    surveyRestart: (input) => surveyRestart(tools, input),
    surveyTransfer: (input) => surveyTransfer(tools, input),
    surveyEmpty: (input) => surveyEmpty(tools, input),
    transfer: bind(transfer),
    prove: bind(prove),
    export: bind(exportMetadata),
    awaitLed: (input) => awaitLed(tools, input),
    preflight: (input) => preflight(tools, input),
    place: bind(place),
    unplace: bind(unplace),
    writeUnit: bind(writeUnit),
    removeUnit: bind(removeUnit),
    configure: bind(configure),
    restoreConfig: bind(restoreConfig),
    editJoin: bind(editJoin),
    setLearner: bind(setLearner),
    makeDirectories: bind(makeDirectories),
    readConfig: bind(readConfig),
    promote: bind(promote),
    awaitCaughtUp: (input) => awaitCaughtUp(tools, input),
    awaitFounded: (input) => awaitFounded(tools, input),
    awaitJoined: (input) => awaitJoined(tools, input),
    start: bind(startUnit),
    stop: bind(stopUnit),
    awaitServing: (input) => awaitServing(tools, input),
    leave: bind(leave),
    completeChange: bind(completeChange),
    leaveHost: bind(leaveHost),
    retireFile: bind(retireFile),
    retireData: bind(retireData),
    awaitMajority: (input) => awaitMajority(tools, input),
    awaitVoters: (input) => awaitVoters(tools, input),
  };
}
