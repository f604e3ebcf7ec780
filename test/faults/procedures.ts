import type { OperationRequest } from '../../model/operation.ts';
import type { SandboxOptions } from '../../sandbox/engine.ts';
import type { ActivityFault } from './inject-fault.ts';

const pair = (name: string) => [`starrocks.frontends.${name}.plan`, `starrocks.frontends.${name}.perform`];
const one = (name: string) => `starrocks.frontends.${name}`;

/** Every activity that `add fe` calls, in its order. */
export const ADD_ACTIVITIES: readonly string[] = [
  one('survey'),
  one('preflight'),
  ...pair('place'),
  ...pair('configure'),
  ...pair('register'),
  ...pair('start'),
  one('awaitAlive'),
  one('awaitServing'),
];

/** Of a follower; the leader's removal has what comes before its DROP. */
export const REMOVE_ACTIVITIES: readonly string[] = [
  one('surveyRemoval'),
  one('inspectLeaving'),
  one('awaitLeader'),
  ...pair('expel'),
  one('awaitGone'),
  ...pair('stop'),
  ...pair('retireMeta'),
];

export const RESTART_ACTIVITIES: readonly string[] = [
  one('surveyRestart'),
  one('checkRestartHost'),
  one('lookBefore'),
  ...pair('stopForRestart'),
  ...pair('startAgain'),
  one('awaitRestarted'),
  one('awaitOthers'),
];

/** What a deploy has beyond the joining of the others. */
const DEPLOY_ACTIVITIES: readonly string[] = [
  one('surveyEmpty'),
  one('preflight'),
  ...pair('place'),
  ...pair('configure'),
  ...pair('startFirst'),
  one('awaitFounded'),
  ...pair('setRootPassword'),
  one('awaitServing'),
  ...pair('register'),
];

const pairOf = (name: string) => [`starrocks.backends.${name}.plan`, `starrocks.backends.${name}.perform`];
const oneOf = (name: string) => `starrocks.backends.${name}`;

const ADD_BACKEND: readonly string[] = [
  oneOf('surveyJoining'),
  oneOf('preflight'),
  ...['place', 'configure', 'makeStorage', 'register', 'start'].flatMap(pairOf),
  oneOf('awaitServing'),
];

const REMOVE_COMPUTE_NODE: readonly string[] = [
  oneOf('surveyComputeLeaving'),
  oneOf('inspectLeaving'),
  ...pairOf('stop'),
  ...pairOf('dropComputeNode'),
  oneOf('awaitNodeGone'),
];

const RESTART_BACKEND: readonly string[] = [
  oneOf('surveyRestart'),
  oneOf('checkRestartHost'),
  oneOf('lookBefore'),
  ...['setKnobs', 'stopForRestart', 'start', 'restoreKnobs'].flatMap(pairOf),
  oneOf('awaitRestarted'),
  oneOf('awaitHealthy'),
];

const DRAIN_ACTIVITIES: readonly string[] = [
  oneOf('surveyDrain'),
  oneOf('inspectLeaving'),
  ...pairOf('setKnobs'),
  ...pairOf('decommission'),
  oneOf('awaitDrained'),
  oneOf('verifyDrained'),
  ...pairOf('drop'),
  oneOf('awaitDropped'),
  ...pairOf('stopDrained'),
  ...pairOf('retireStorage'),
  ...pairOf('restoreKnobs'),
];

/** A procedure as the faults meet it: however it went, the end is that of a run without one. */
export interface FaultedProcedure {
  readonly name: string;
  readonly sandbox: Partial<SandboxOptions>;
  readonly request: Partial<OperationRequest>;
  /** Tables of six tablets with three replicas each, made before it. @default none */
  readonly tables?: number;
  /** Those that are made to fail, in their order. */
  readonly activities: readonly string[];
}

export const PROCEDURES: readonly FaultedProcedure[] = [
  { name: 'add fe', sandbox: {}, request: {}, activities: ADD_ACTIVITIES },
  {
    name: 'remove fe',
    sandbox: { hosts: 3, frontends: 3 },
    request: { verb: 'remove', nodes: ['fe-3'] },
    activities: REMOVE_ACTIVITIES,
  },
  {
    name: 'remove the leader',
    sandbox: { hosts: 3, frontends: 3 },
    request: { verb: 'remove', nodes: ['fe-1'] },
    activities: [one('awaitLeader'), ...pair('standDown'), ...pair('expel')],
  },
  {
    name: 'restart fe',
    sandbox: { hosts: 3, frontends: 3 },
    request: { verb: 'restart', nodes: ['fe-2'] },
    activities: RESTART_ACTIVITIES,
  },
  {
    name: 'restart the only frontend',
    sandbox: { hosts: 1, frontends: 1 },
    request: { verb: 'restart', nodes: ['fe-1'], outage: 'a new heap size' },
    activities: [...pair('stopForRestart'), ...pair('startAgain'), one('awaitRestarted')],
  },
  {
    name: 'deploy',
    sandbox: { hosts: 2, frontends: 0 },
    request: { verb: 'deploy', nodes: ['fe-1', 'fe-2'] },
    activities: DEPLOY_ACTIVITIES,
  },
  {
    name: 'add be',
    sandbox: { hosts: 1, frontends: 1, backendHosts: 1, speed: 20 },
    request: { role: 'be', nodes: ['be-1'] },
    activities: ADD_BACKEND,
  },
  {
    name: 'add cn',
    sandbox: { hosts: 1, frontends: 1, computeNodeHosts: 1, speed: 20 },
    request: { role: 'cn', nodes: ['cn-1'] },
    activities: [...pairOf('register'), ...pairOf('start')],
  },
  {
    name: 'remove cn',
    sandbox: { hosts: 1, frontends: 1, backends: 1, computeNodes: 1, speed: 20 },
    request: { verb: 'remove', role: 'cn', nodes: ['cn-1'] },
    activities: REMOVE_COMPUTE_NODE,
  },
  {
    name: 'restart be',
    sandbox: { hosts: 1, frontends: 1, backends: 1, speed: 20 },
    request: { verb: 'restart', role: 'be', nodes: ['be-1'] },
    activities: RESTART_BACKEND,
  },
  {
    name: 'remove be',
    sandbox: { hosts: 1, frontends: 1, backends: 4, speed: 20 },
    request: { verb: 'remove', role: 'be', nodes: ['be-4'] },
    tables: 1,
    activities: DRAIN_ACTIVITIES,
  },
];

export function changesOf(activities: readonly string[]): readonly string[] {
  return activities.filter((name) => name.endsWith('.perform'));
}

export const ADD_CHANGES: readonly string[] = changesOf(ADD_ACTIVITIES);

export const UNDO_ACTIVITIES: readonly string[] = ['drop', 'stop', 'retireMeta', 'restoreConfig', 'unplace'].flatMap(
  pair,
);

export const UNDO_CHANGES: readonly string[] = changesOf(UNDO_ACTIVITIES);

/** What makes an operation with --on-failure=undo take back everything: its last step cannot succeed. */
export const UNDO_TRIGGER: ActivityFault = { activity: one('awaitServing'), when: 'before', kind: 'refused' };

/**
 * `npm run faults` tries every case; the tests try two in each `of`, of two kinds: with 4 that is each activity once,
 * alternating before and after its effect.
 */
export function chooseCases<Case>(cases: readonly Case[], of = 4): readonly Case[] {
  return process.env['MUSTER_FAULTS'] === 'all'
    ? cases
    : cases.filter((_, index) => index % of === 0 || index % of === 3);
}
