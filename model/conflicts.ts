import type { Engine } from './cluster.ts';
import type { OperationRequest } from './operation.ts';

/** What an operation does to a cluster, as far as it matters to another one. */
export type WorkKind = 'voters' | 'lost-voter' | 'restart' | 'deploy' | 'add-data' | 'drain' | 'remove-compute';

export const WORK_KINDS: Readonly<Record<WorkKind, string>> = {
  voters: 'changes voters or the leader: add, remove, replace of frontends or meta nodes, transfer-leader',
  'lost-voter': 'removes a lost frontend: remove fe --lost',
  restart: 'restarts nodes, whatever they are',
  deploy: 'makes the cluster',
  'add-data': 'adds backends or compute nodes',
  drain: 'removes backends',
  'remove-compute': 'removes compute nodes',
};

export function kindOf({
  verb,
  role,
  lost = false,
  cluster: { engine },
}: Pick<OperationRequest, 'verb' | 'role' | 'lost'> & { readonly cluster: { readonly engine: Engine } }): WorkKind {
  if (verb === 'restart' || verb === 'deploy') return verb;
  if (role === 'be' || role === 'cn') {
    if (verb === 'add') return 'add-data';
    return role === 'be' ? 'drain' : 'remove-compute';
  }
  return verb === 'remove' && lost && engine === 'starrocks' ? 'lost-voter' : 'voters';
}

export interface Rule {
  readonly answer: 'allowed' | 'queued' | 'refused';
  /** One sentence, for a screen. */
  readonly why: string;
}

const wait = (why: string): Rule => ({ answer: 'queued', why });
const allow = (why: string): Rule => ({ answer: 'allowed', why });

const MADE = wait('the cluster is still being made');
const EMPTY: Rule = {
  answer: 'refused',
  why: 'deploy makes a cluster on empty hosts, and something works on this one',
};
const ALONE = wait('a restart takes nodes down one after the other, and nothing else may take one away meanwhile');
const VOTERS = wait('two changes of voters at once can leave no majority');
const THROUGH_LEADER = wait('it goes through the leader, who may change with the voters');
const SWITCHES = wait('the drain holds switches on the leader, and a change of voters may move the leader');
const MISSED_VOTE = allow('the vote of a dead frontend is missed most while the leader has days of work');
const HEALTHY = wait('a drain begins with a healthy quorum');
const NEW_HOSTS = allow('a new data node is what a drain with too few hosts needs, and touches none of its nodes');
const COUNTS_HOSTS = wait('a drain is judged by the hosts that can take its tablets, and their number is changing');
const OWN_HOSTS = allow('each works on its own hosts, and registers them one by one');
const ONE_HOLDER = wait('one drain at a time holds the switches; nodes that leave together are named in one command');
const ONE_LESS = wait('two nodes that leave at once leave less than either was judged by');

/**
 * What may run side by side: by what runs, then by what is asked. The table is not symmetric: what may begin beside a drain
 * is not what a drain may begin beside. Whatever the table says, no two operations work on one node.
 */
export const CONFLICTS: Readonly<Record<WorkKind, Readonly<Record<WorkKind, Rule>>>> = {
  voters: {
    voters: VOTERS,
    'lost-voter': VOTERS,
    restart: ALONE,
    deploy: EMPTY,
    'add-data': THROUGH_LEADER,
    drain: SWITCHES,
    'remove-compute': THROUGH_LEADER,
  },
  'lost-voter': {
    voters: VOTERS,
    'lost-voter': VOTERS,
    restart: ALONE,
    deploy: EMPTY,
    'add-data': THROUGH_LEADER,
    drain: HEALTHY,
    'remove-compute': THROUGH_LEADER,
  },
  restart: {
    voters: ALONE,
    'lost-voter': ALONE,
    restart: ALONE,
    deploy: EMPTY,
    'add-data': ALONE,
    drain: ALONE,
    'remove-compute': ALONE,
  },
  deploy: {
    voters: MADE,
    'lost-voter': MADE,
    restart: MADE,
    deploy: EMPTY,
    'add-data': MADE,
    drain: MADE,
    'remove-compute': MADE,
  },
  'add-data': {
    voters: THROUGH_LEADER,
    'lost-voter': THROUGH_LEADER,
    restart: ALONE,
    deploy: EMPTY,
    'add-data': OWN_HOSTS,
    drain: COUNTS_HOSTS,
    'remove-compute': OWN_HOSTS,
  },
  drain: {
    voters: SWITCHES,
    'lost-voter': MISSED_VOTE,
    restart: ALONE,
    deploy: EMPTY,
    'add-data': NEW_HOSTS,
    drain: ONE_HOLDER,
    'remove-compute': ONE_LESS,
  },
  'remove-compute': {
    voters: THROUGH_LEADER,
    'lost-voter': THROUGH_LEADER,
    restart: ALONE,
    deploy: EMPTY,
    'add-data': OWN_HOSTS,
    drain: ONE_LESS,
    'remove-compute': ONE_LESS,
  },
};

/** What two operations have to say to each other by the table and by their nodes. */
export interface Work {
  readonly kind: WorkKind;
  readonly verb: OperationRequest['verb'];
  /** Those that come included. */
  readonly nodes: readonly string[];
}

export function workOf(request: OperationRequest): Work {
  return { kind: kindOf(request), verb: request.verb, nodes: [...request.nodes, ...(request.with ?? [])] };
}

export function judgePair(runs: Work, asked: Work): Rule {
  const shared = runs.nodes.find((node) => asked.nodes.includes(node));
  if (shared === undefined) return CONFLICTS[runs.kind][asked.kind];
  if (runs.verb === asked.verb && runs.verb !== 'restart')
    return { answer: 'refused', why: `it already works on ${shared}` };
  const rule = CONFLICTS[runs.kind][asked.kind];
  return rule.answer === 'allowed' ? wait(`it works on ${shared}`) : rule;
}
