import type { UndoPoint } from './backend-procedures.ts';
import { RELEASE_LEASE } from '../../model/lease/lease-steps.ts';
import { type FaultedProcedure, LEASE_ACTIVITIES } from './procedures.ts';

const meta = (name: string) => `databend.metas.${name}`;
const query = (name: string) => `databend.queries.${name}`;
const pair = (name: string) => [`${name}.plan`, `${name}.perform`];
const metaPair = (name: string) => pair(meta(name));
const queryPair = (name: string) => pair(query(name));

const before = (activity: string): UndoPoint => ({ activity, when: 'before' });
const after = (activity: string): UndoPoint => ({ activity, when: 'after' });

/** A procedure of Meta nodes or Query nodes, with what an undo of it calls where there is one. */
export interface MetaProcedure extends FaultedProcedure {
  readonly undo?: {
    /** A read that only the way there makes, shortly before the last point: refused each time it makes it take back everything. */
    readonly refusing: string;
    /** The last point at which there is a way back. */
    readonly latest: UndoPoint;
    /** What the undo calls from there, in its order. */
    readonly activities: readonly string[];
    /** Earlier ones: after a change, or in a wait. */
    readonly points: readonly UndoPoint[];
  };
}

/** Query nodes read their lists at their start only, so that they have to be restarted. */
const SANDBOX = { engine: 'databend', autoSync: 0, speed: 20 } as const;

const CLIENTS: readonly string[] = [
  ...metaPair('editJoin'),
  ...queryPair('editEndpoints'),
  query('look'),
  ...queryPair('restart'),
  query('awaitQuery'),
];

const PREPARE: readonly string[] = ['place', 'writeUnit', 'configure', 'makeDirectories', 'readConfig'].flatMap(
  metaPair,
);

const JOIN: readonly string[] = [
  ...PREPARE,
  ...['prove', 'start'].flatMap(metaPair),
  meta('awaitCaughtUp'),
  ...metaPair('setLearner'),
  ...metaPair('promote'),
  meta('awaitJoined'),
  ...metaPair('completeChange'),
  meta('awaitVoters'),
];

const LEAVE: readonly string[] = [
  ...metaPair('prove'),
  ...metaPair('leave'),
  meta('awaitVoters'),
  ...['stop', 'retireFile', 'retireData'].flatMap(metaPair),
];

const TRANSFER: readonly string[] = [...metaPair('transfer'), meta('awaitLed')];

const UNDO_JOIN: readonly string[] = ['leave', 'stop', 'restoreConfig', 'retireData', 'removeUnit', 'unplace'].flatMap(
  metaPair,
);
const UNDO_CLIENTS: readonly string[] = [
  ...queryPair('editEndpoints'),
  ...queryPair('refresh'),
  ...metaPair('editJoin'),
];

const JOIN_POINTS: readonly UndoPoint[] = [
  ...['place', 'writeUnit', 'configure', 'makeDirectories', 'start', 'setLearner'].map((name) =>
    after(meta(`${name}.perform`)),
  ),
  after(meta('promote.perform')),
  before(meta('awaitJoined')),
  before(meta('awaitVoters')),
];

const CLIENT_POINTS: readonly UndoPoint[] = [
  after(meta('editJoin.perform')),
  after(query('editEndpoints.perform')),
  after(query('restart.perform')),
];

export const META_PROCEDURES: readonly MetaProcedure[] = [
  {
    name: 'add meta',
    sandbox: { ...SANDBOX, meta: 1, metaHosts: 2, queries: 1 },
    request: { verb: 'add', role: 'meta', nodes: ['meta-2'] },
    activities: [
      meta('surveyJoining'),
      meta('preflight'),
      ...LEASE_ACTIVITIES,
      ...metaPair('export'),
      ...JOIN,
      ...CLIENTS,
      RELEASE_LEASE,
    ],
    undo: {
      refusing: query('awaitQuery'),
      latest: after(query('awaitQuery')),
      activities: [...UNDO_CLIENTS, ...UNDO_JOIN],
      points: [...JOIN_POINTS, ...CLIENT_POINTS],
    },
  },
  {
    name: 'deploy meta',
    sandbox: { ...SANDBOX, meta: 0, metaHosts: 2 },
    request: { verb: 'deploy', role: 'meta', nodes: ['meta-1', 'meta-2'] },
    activities: [meta('surveyEmpty'), meta('preflight'), meta('awaitFounded'), ...JOIN, ...metaPair('editJoin')],
    undo: {
      refusing: meta('awaitVoters'),
      latest: before(meta('editJoin.plan')),
      activities: UNDO_JOIN,
      points: [before(meta('awaitFounded')), ...JOIN_POINTS],
    },
  },
  {
    name: 'remove meta',
    sandbox: { ...SANDBOX, meta: 3, queries: 1 },
    request: { verb: 'remove', role: 'meta', nodes: ['meta-3'] },
    activities: [
      meta('surveyLeaving'),
      meta('inspectLeaving'),
      query('checkEndpoints'),
      ...metaPair('export'),
      ...LEAVE,
      ...CLIENTS,
    ],
  },
  {
    name: 'remove the leading meta',
    sandbox: { ...SANDBOX, meta: 3 },
    request: { verb: 'remove', role: 'meta', nodes: ['meta-1'] },
    activities: [meta('surveyLeaving'), ...metaPair('export'), ...TRANSFER, ...LEAVE, ...metaPair('editJoin')],
  },
  {
    name: 'replace meta',
    sandbox: { ...SANDBOX, meta: 3, metaHosts: 4, queries: 1 },
    request: { verb: 'replace', role: 'meta', nodes: ['meta-1'], with: ['meta-4'] },
    activities: [
      meta('surveyJoining'),
      meta('surveyLeaving'),
      meta('preflight'),
      meta('inspectLeaving'),
      ...metaPair('export'),
      ...JOIN,
      ...CLIENTS,
      ...TRANSFER,
      ...LEAVE,
    ],
    undo: {
      refusing: query('awaitQuery'),
      latest: before(meta('transfer.plan')),
      activities: [...UNDO_CLIENTS, ...UNDO_JOIN],
      points: [...JOIN_POINTS, ...CLIENT_POINTS],
    },
  },
  {
    name: 'restart meta',
    sandbox: { ...SANDBOX, meta: 3 },
    request: { verb: 'restart', role: 'meta', nodes: ['meta-1', 'meta-2', 'meta-3'] },
    activities: [
      meta('surveyRestart'),
      meta('checkRestartHost'),
      meta('lookBefore'),
      ...metaPair('restart'),
      meta('awaitServing'),
      ...metaPair('prove'),
      ...TRANSFER,
    ],
    undo: {
      refusing: meta('awaitServing'),
      latest: before(meta('awaitServing')),
      activities: metaPair('start'),
      points: [after(meta('restart.perform'))],
    },
  },
  {
    name: 'transfer-leader',
    sandbox: { ...SANDBOX, meta: 3 },
    request: { verb: 'transfer-leader', role: 'meta', nodes: ['meta-3'] },
    activities: [meta('surveyTransfer'), ...TRANSFER],
  },
  {
    name: 'restart query',
    sandbox: { ...SANDBOX, meta: 1, metaHosts: 1, queries: 1 },
    request: { verb: 'restart', role: 'query', nodes: ['query-1'] },
    activities: [
      query('checkEndpoints'),
      query('checkRestartHost'),
      query('look'),
      ...queryPair('restart'),
      query('awaitQuery'),
    ],
    undo: {
      refusing: query('awaitQuery'),
      latest: before(query('awaitQuery')),
      activities: queryPair('start'),
      points: [after(query('restart.perform'))],
    },
  },
];
