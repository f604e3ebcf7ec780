import type { OperationProgress } from '../../../model/operation.ts';
import { type OperationRecord, RECORD_FORMAT, type UndoOutline } from '../../../model/record/record.ts';
import { at, pending, progressOf, STEPS } from '../../client/screens/examples.ts';

export function recordOf(progress: OperationProgress, rest: Partial<OperationRecord> = {}): OperationRecord {
  return {
    format: RECORD_FORMAT,
    workflowId: `op/prod/${progress.request.id}`,
    runId: '019aa5c1-0000-7000-8000-000000000001',
    asOf: progress.endedAt ?? at('02:02:11'),
    events: 42,
    progress,
    undo: [],
    ...rest,
  };
}

/** What an undo of the joining of fe-2 takes back once it was registered and started. */
export const UNDO: readonly UndoOutline[] = [
  {
    id: 'fe-2/undo-register',
    kind: 'change',
    title: 'Drop it from the cluster',
    node: 'fe-2',
    takesBack: ['fe-2/register', 'fe-2/start'],
  },
  { id: 'fe-2/undo-start', kind: 'change', title: 'Stop its process', node: 'fe-2', takesBack: ['fe-2/start'] },
  { id: 'fe-2/undo-config', kind: 'change', title: 'Put fe.conf back', node: 'fe-2', takesBack: ['fe-2/config'] },
];

const REQUEST = {
  ...progressOf({}).request,
  accept: { clock: 'NTP is mended on Monday, ticket 4711' },
} as const;

const FAILURE = {
  code: 'COMMAND_TIMEOUT',
  kind: 'unknown',
  message: 'bin/start_fe.sh did not end within 60 s',
  hint: 'muster status',
} as const;

/** The start was sent, nobody knows what became of it, and then everything went down. */
export const HELD_PROGRESS: OperationProgress = progressOf({
  request: REQUEST,
  state: 'needs attention',
  steps: [
    STEPS.survey,
    {
      ...STEPS.host,
      findings: [
        ...(STEPS.host.findings ?? []),
        {
          gate: 'clock',
          severity: 'warning',
          subject: 'fe-2',
          message: 'fe-2 is 7.0 s ahead of the leader',
          next: ['timedatectl status'],
          accepted: 'NTP is mended on Monday, ticket 4711',
        },
        {
          gate: 'java',
          severity: 'warning',
          subject: 'fe-2',
          message: 'the log does not say which Java it takes',
          next: ['set java: in the cluster file'],
        },
      ],
    },
    STEPS.package,
    STEPS.config,
    STEPS.register,
    { ...pending(STEPS.start), state: 'failed', actions: STEPS.start.actions ?? [], failure: FAILURE },
    pending(STEPS.joined),
    pending(STEPS.serving),
    { ...pending(STEPS.config), id: 'peers', title: 'Tell the others' },
  ],
  verbs: [
    { verb: 'pause', by: 'ada@laptop', why: 'lunch', at: at('02:01:24') },
    { verb: 'resume', by: 'bob@desk', at: at('02:01:25') },
  ],
  attention: { step: 'fe-2/start', failure: FAILURE, verbs: ['retry', 'undo'], since: at('02:02:10') },
});

export const HELD = recordOf(HELD_PROGRESS, { undo: UNDO });

/** It was being taken back: the DROP is answered, the stop is under way, the file is still to come. */
export const UNDOING = recordOf(
  progressOf({
    request: REQUEST,
    state: 'undoing',
    steps: [
      ...HELD_PROGRESS.steps,
      {
        id: 'fe-2/undo-register',
        kind: 'change',
        title: 'Drop it from the cluster',
        node: 'fe-2',
        undo: true,
        state: 'done',
        startedAt: at('02:02:11'),
        endedAt: at('02:02:12'),
        evidence: [
          {
            action: { kind: 'sql', on: '10.0.0.1:9030', statement: "ALTER SYSTEM DROP FOLLOWER '10.0.0.2:9010'" },
            answer: 'OK\ngone from SHOW FRONTENDS',
            at: at('02:02:12'),
          },
        ],
      },
      {
        id: 'fe-2/undo-start',
        kind: 'change',
        title: 'Stop its process',
        node: 'fe-2',
        undo: true,
        state: 'running',
        startedAt: at('02:02:13'),
        actions: [{ kind: 'command', on: '10.0.0.2', command: 'kill -TERM 4711' }],
      },
    ],
    verbs: [{ verb: 'undo', by: 'ada@laptop', why: 'the host is the wrong one', at: at('02:02:11') }],
  }),
  { undo: UNDO, asOf: at('02:02:14') },
);
