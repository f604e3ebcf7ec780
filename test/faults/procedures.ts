import { RELEASE_LEASE, TAKE_LEASE } from '../../model/lease/lease-steps.ts';
import type { OperationRequest } from '../../model/operation.ts';
import type { SandboxOptions } from '../../sandbox/engine.ts';
import type { ActivityFault } from './inject-fault.ts';

const pair = (name: string) => [`starrocks.frontends.${name}.plan`, `starrocks.frontends.${name}.perform`];
const one = (name: string) => `starrocks.frontends.${name}`;

/** Of every operation, whichever procedure it is: before its first change. */
export const LEASE_ACTIVITIES: readonly string[] = [`${TAKE_LEASE}.plan`, `${TAKE_LEASE}.perform`];

/** Every activity that `add fe` calls, in its order. */
export const ADD_ACTIVITIES: readonly string[] = [
  one('survey'),
  one('preflight'),
  ...LEASE_ACTIVITIES,
  ...pair('place'),
  ...pair('configure'),
  ...pair('register'),
  ...pair('start'),
  one('awaitAlive'),
  one('awaitServing'),
  RELEASE_LEASE,
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
];

export function changesOf(activities: readonly string[]): readonly string[] {
  return activities.filter((name) => name.endsWith('.perform'));
}

export const ADD_CHANGES: readonly string[] = changesOf(ADD_ACTIVITIES);

export const UNDO_ACTIVITIES: readonly string[] = [
  ...['drop', 'stop', 'retireMeta', 'restoreConfig', 'unplace'].flatMap(pair),
  RELEASE_LEASE,
];

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
