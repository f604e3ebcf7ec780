import { RELEASE_LEASE } from '../../model/lease/lease-steps.ts';
import { type FaultedProcedure, LEASE_ACTIVITIES } from './procedures.ts';

const one = (name: string) => `starrocks.backends.${name}`;
const pair = (name: string) => [one(`${name}.plan`), one(`${name}.perform`)];

/** A call after which, or before which, an operation with --on-failure=undo takes back everything. */
export interface UndoPoint {
  readonly activity: string;
  readonly when: 'before' | 'after';
}

/** A procedure of backends or compute nodes, with what an undo of it calls. */
export interface BackendProcedure extends FaultedProcedure {
  readonly undo: {
    /** The last point at which there is a way back. */
    readonly latest: UndoPoint;
    /** What the undo calls from there, in its order. */
    readonly activities: readonly string[];
    /** Earlier ones: after each change, and in each wait. */
    readonly points: readonly UndoPoint[];
  };
}

const SPEED = 50;

const before = (name: string): UndoPoint => ({ activity: one(name), when: 'before' });
const after = (name: string): UndoPoint => ({ activity: one(name), when: 'after' });

const JOIN_ACTIVITIES: readonly string[] = [
  one('surveyJoining'),
  one('preflight'),
  ...LEASE_ACTIVITIES,
  ...pair('place'),
  ...pair('configure'),
  ...pair('makeStorage'),
  ...pair('register'),
  ...pair('start'),
  one('awaitServing'),
  RELEASE_LEASE,
];

const JOIN_UNDO: BackendProcedure['undo'] = {
  latest: after('awaitServing'),
  activities: ['dropEmpty', 'stop', 'unmakeStorage', 'restoreConfig', 'unplace'].flatMap(pair),
  points: ['place.perform', 'configure.perform', 'makeStorage.perform', 'register.perform', 'start.perform'].map(after),
};

export const DRAIN: BackendProcedure = {
  name: 'remove be',
  sandbox: { hosts: 1, frontends: 1, backends: 4, speed: SPEED },
  request: { verb: 'remove', role: 'be', nodes: ['be-4'] },
  tables: 2,
  activities: [
    one('surveyDrain'),
    one('inspectLeaving'),
    ...pair('setKnobs'),
    ...pair('decommission'),
    one('awaitDrained'),
    one('verifyDrained'),
    ...pair('drop'),
    one('awaitDropped'),
    ...pair('stopDrained'),
    ...pair('retireStorage'),
    ...pair('restoreKnobs'),
  ],
  undo: {
    latest: before('drop.plan'),
    activities: [...pair('cancelDecommission'), ...pair('restoreKnobs')],
    points: [
      after('setKnobs.perform'),
      before('decommission.perform'),
      after('decommission.perform'),
      before('awaitDrained'),
      before('verifyDrained'),
    ],
  },
};

export const RESTART: BackendProcedure = {
  name: 'restart be',
  sandbox: { hosts: 1, frontends: 1, backends: 3, speed: SPEED },
  request: { verb: 'restart', role: 'be', nodes: ['be-2'] },
  tables: 1,
  activities: [
    one('surveyRestart'),
    one('checkRestartHost'),
    one('lookBefore'),
    ...pair('setKnobs'),
    ...pair('stopForRestart'),
    ...pair('start'),
    one('awaitRestarted'),
    ...pair('restoreKnobs'),
    one('awaitHealthy'),
  ],
  undo: {
    latest: before('awaitHealthy'),
    activities: [...pair('start'), ...pair('restoreKnobs')],
    points: [
      after('setKnobs.perform'),
      after('stopForRestart.perform'),
      before('start.perform'),
      before('awaitRestarted'),
      before('restoreKnobs.perform'),
    ],
  },
};

export const BACKEND_PROCEDURES: readonly BackendProcedure[] = [
  DRAIN,
  {
    name: 'add be',
    sandbox: { hosts: 1, frontends: 1, backends: 1, backendHosts: 2, speed: SPEED },
    request: { role: 'be', nodes: ['be-2'] },
    activities: JOIN_ACTIVITIES,
    undo: JOIN_UNDO,
  },
  {
    name: 'add cn',
    sandbox: { hosts: 1, frontends: 1, backends: 1, computeNodeHosts: 1, speed: SPEED },
    request: { role: 'cn', nodes: ['cn-1'] },
    activities: JOIN_ACTIVITIES,
    undo: JOIN_UNDO,
  },
  {
    name: 'remove cn',
    sandbox: { hosts: 1, frontends: 1, backends: 1, computeNodes: 2, speed: SPEED },
    request: { verb: 'remove', role: 'cn', nodes: ['cn-2'] },
    activities: [
      one('surveyComputeLeaving'),
      one('inspectLeaving'),
      ...pair('stop'),
      ...pair('dropComputeNode'),
      one('awaitNodeGone'),
    ],
    undo: {
      latest: after('awaitNodeGone'),
      activities: [...pair('register'), ...pair('start')],
      points: [after('stop.perform'), after('dropComputeNode.perform')],
    },
  },
  RESTART,
];
