import type { OperationProgress, StepProgress } from '../../../model/operation.ts';
import type { Action } from '../../../model/step.ts';
import { at, pending, progressOf } from './examples.ts';

const STOP: Action = { kind: 'command', on: 'fe-1', command: 'kill -s USR1 8123' };
const DROP: Action = {
  kind: 'sql',
  on: 'the frontend that leads then',
  statement: "ALTER SYSTEM DROP FOLLOWER '10.0.0.1:9010'",
};
const END: Action = { kind: 'nothing', on: 'fe-1', because: 'no frontend runs in /opt/starrocks/fe' };
const TERM: Action = { kind: 'command', on: 'fe-1', command: 'kill -TERM 8123' };
const META: Action = { kind: 'command', on: 'fe-1', command: 'mv /data/fe/meta /data/fe/meta-retired-<time>' };

const NO_RETURN = { why: 'its entry is gone from the cluster', instead: 'muster add fe-1' };

const step = (
  id: string,
  kind: StepProgress['kind'],
  title: string,
  rest: Partial<StepProgress> = {},
): StepProgress => ({
  id: `fe-1/${id}`,
  node: 'fe-1',
  kind,
  title,
  state: 'done',
  startedAt: at('02:00:02'),
  endedAt: at('02:00:03'),
  ...rest,
});

/** The leader of three, which leaves a pair. */
const CHECKS: readonly StepProgress[] = [
  {
    id: 'cluster',
    kind: 'check',
    title: 'Judge what each step leaves of the quorum',
    state: 'done',
    startedAt: at('02:00:00'),
    endedAt: at('02:00:00.300'),
    findings: [
      {
        gate: 'quorum',
        severity: 'ok',
        subject: '10.0.0.1',
        message: '3 of 3 voters live; each step leaves a majority, in the end 2 of 2',
      },
      { gate: 'member', severity: 'ok', subject: 'fe-1', message: 'fe-1 is registered as LEADER' },
      {
        gate: 'odd',
        severity: 'warning',
        subject: 'followers',
        message: '2 followers remain: the loss of either stops the cluster',
      },
    ],
  },
  step('host', 'check', 'Check its process, and what would start it again', {
    findings: [
      { gate: 'ssh', severity: 'ok', subject: 'fe-1', message: 'starrocks@10.0.0.1 answers with the known host key' },
      { gate: 'process', severity: 'ok', subject: 'fe-1', message: 'pid 8123 is the frontend of /opt/starrocks/fe' },
      {
        gate: 'supervisor',
        severity: 'ok',
        subject: 'fe-1',
        message: 'nothing starts the frontend of fe-1 again when it ends',
      },
    ],
  }),
];

const CHANGES: readonly StepProgress[] = [
  step('leader', 'wait', 'Find out who leads now', { note: 'fe-1 leads and answers' }),
  step('stand-down', 'change', 'Stop the leader, so that another one leads', { actions: [STOP] }),
  step('led', 'wait', 'Wait until another one leads', { note: 'fe-2 leads and answers' }),
  step('drop', 'change', 'Drop it from the cluster', {
    actions: [DROP],
    later: ['it is sent to the frontend that leads when it runs'],
    noReturn: NO_RETURN,
  }),
  step('gone', 'wait', 'Wait until no remaining frontend lists it', { note: 'gone from the list of fe-2, fe-3' }),
  step('stop', 'change', 'Stop its process', { actions: [TERM] }),
  step('meta', 'change', 'Move its meta directory aside', { actions: [META] }),
];

const DONE: Readonly<Record<string, readonly [Action, string]>> = {
  'fe-1/stand-down': [STOP, 'stopped'],
  'fe-1/drop': [{ ...DROP, on: '10.0.0.2:9030' }, 'OK; gone from SHOW FRONTENDS'],
  'fe-1/stop': [END, 'no process'],
  'fe-1/meta': [META, 'moved to /data/fe/meta-retired-20261121T020003Z'],
};

const request = { ...progressOf({}).request, verb: 'remove', nodes: ['fe-1'] } as const;

export const REMOVAL_PLANNED: OperationProgress = progressOf({
  request: { ...request, mode: 'plan' },
  state: 'planned',
  endedAt: at('02:00:05'),
  steps: [...CHECKS, ...CHANGES.map((one) => (one.kind === 'wait' ? pending(one) : one))],
});

export const REMOVAL_DONE: OperationProgress = progressOf({
  request,
  state: 'done',
  endedAt: at('02:00:31'),
  steps: [
    ...CHECKS,
    ...CHANGES.map((one) => {
      const [action, answer = ''] = DONE[one.id] ?? [];
      return action === undefined ? one : { ...one, evidence: [{ action, answer, at: at('02:00:03') }] };
    }),
  ],
});

export const REMOVAL_HELD: OperationProgress = progressOf({
  request,
  state: 'needs attention',
  noReturn: NO_RETURN,
  steps: [
    ...CHECKS,
    ...CHANGES.slice(0, 5),
    {
      ...pending(CHANGES[5] as StepProgress),
      state: 'failed',
      startedAt: at('02:00:31'),
      endedAt: at('02:02:31'),
      skippable: 'its process goes on, and answers with old data',
      failure: {
        code: 'SSH_UNREACHABLE',
        kind: 'transient',
        message: '10.0.0.1 port 22 does not answer',
      },
    },
    pending(CHANGES[6] as StepProgress),
  ],
  attention: {
    step: 'fe-1/stop',
    failure: {
      code: 'SSH_UNREACHABLE',
      kind: 'transient',
      message: '10.0.0.1 port 22 does not answer',
    },
    verbs: ['retry', 'skip', 'abandon'],
    skippable: 'its process goes on, and answers with old data',
    since: at('02:02:31'),
  },
});
