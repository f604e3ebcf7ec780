import { describe, expect, it } from 'vitest';
import { cleanDeep } from '../../../model/clean-text.ts';
import { showAttention } from '../../../client/screens/attention.ts';
import { showError } from '../../../client/screens/error.ts';
import { showOperations } from '../../../client/screens/ops-list.ts';
import { showOperation } from '../../../client/screens/ops-show.ts';
import { showOutcome } from '../../../client/screens/outcome.ts';
import { showPlan } from '../../../client/screens/plan.ts';
import { showPrepared } from '../../../client/screens/prepared.ts';
import { showStatus } from '../../../client/screens/status.ts';
import { createStyle } from '../../../client/screens/view.ts';
import { judgeStatus } from '../../../model/starrocks/judge-status.ts';
import { MusterError } from '../../../model/error.ts';
import type { OperationProgress } from '../../../model/operation.ts';
import { judgeBackendStatus } from '../../../model/starrocks/backend/judge-backend-status.ts';
import type { BackendStatus, ClusterStatus, NodeStatus } from '../../../model/status.ts';
import type { Snapshot } from '../../../client/snapshot.ts';
import { DRAINS } from './drain-examples.ts';
import { at, pending, progressOf, STEPS, VIEW } from './examples.ts';
import { DEPLOY_PLANNED, RESTART_PLANNED, RESTART_REFUSED } from './restart-examples.ts';
import { REMOVAL_DONE, REMOVAL_HELD, REMOVAL_PLANNED } from './removal-examples.ts';

/** Kept in golden/: a change of a screen is looked at before it is taken (`vitest run -u test/client/screens`). */
async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  for (const line of lines) expect(line).not.toMatch(/\s$/);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

function snapshotOf(progress: OperationProgress, rest: Partial<Snapshot> = {}): Snapshot {
  return { workflowId: 'cluster/prod', runId: 'run', progress, live: {}, source: 'worker', ...rest };
}

const FAILED = progressOf({
  state: 'needs attention',
  steps: [
    STEPS.survey,
    STEPS.host,
    STEPS.package,
    STEPS.config,
    STEPS.register,
    {
      ...pending(STEPS.start),
      state: 'failed',
      startedAt: at('02:01:26'),
      endedAt: at('02:02:10'),
      failure: {
        code: 'COMMAND_FAILED',
        kind: 'transient',
        message:
          'bin/start_fe.sh ended with code 1: Error: JDK 11 is not supported, please use JDK version 17 or higher',
      },
    },
    pending(STEPS.joined),
    pending(STEPS.serving),
  ],
  verbs: [{ verb: 'retry', by: 'ada@laptop', why: 'set java', at: at('02:01:59') }],
  attention: {
    step: 'fe-2/start',
    failure: {
      code: 'COMMAND_FAILED',
      kind: 'transient',
      message: 'bin/start_fe.sh ended with code 1: Error: JDK 11 is not supported, please use JDK version 17 or higher',
      hint: 'set java: in the cluster file, for role fe',
    },
    verbs: ['retry', 'undo'],
    since: at('02:02:10'),
  },
});

const REFUSED_STEP = {
  ...STEPS.host,
  findings: [
    { gate: 'ssh', severity: 'ok', subject: 'fe-2', message: 'SSH and host key' },
    { gate: 'clock', severity: 'warning', subject: 'fe-2', message: 'the clock is 3.2 s off' },
    {
      gate: 'ports',
      severity: 'refusal',
      subject: 'fe-2',
      message: 'port 9010 is taken by pid 88 (java)',
      next: ['ss -ltnp | grep 9010'],
    },
  ],
} as const;

const PLANNED = progressOf({
  request: { ...progressOf({}).request, mode: 'plan' },
  state: 'planned',
  endedAt: at('02:00:05'),
  steps: [
    STEPS.survey,
    STEPS.host,
    ...[
      STEPS.package,
      STEPS.config,
      STEPS.register,
      { ...STEPS.start, later: ['decided when it runs: a second helper, if the cluster has one by then'] },
    ].map(({ evidence: _, ...step }) => step),
    pending(STEPS.joined),
    pending(STEPS.serving),
  ],
});

/** A gate that a person overrode, in an operation that went on. */
const ACCEPTED = progressOf({
  request: { ...progressOf({}).request, checks: 'strict', accept: { clock: 'NTP is mended on Monday, ticket 4711' } },
  state: 'done',
  endedAt: at('02:01:40'),
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
          message: 'fe-2 is 7.0 s ahead of the leader, fe-1: with 5 s or more the leader refuses it',
          next: ['timedatectl status'],
          accepted: 'NTP is mended on Monday, ticket 4711',
        },
      ],
    },
    STEPS.register,
  ],
});

describe('a plan', () => {
  it('prints every statement, command and masked line, and waits as waits', () =>
    expectGolden('plan', showPlan(PLANNED, VIEW)));

  it('that is refused says by what, and that nothing was changed', () =>
    expectGolden(
      'plan-refused',
      showPlan({ ...PLANNED, state: 'refused', steps: [STEPS.survey, REFUSED_STEP, ...PLANNED.steps.slice(2)] }, VIEW),
    ));
});

describe('a restart of a pair', () => {
  it('is refused with what to add', () => expectGolden('plan-restart-refused', showPlan(RESTART_REFUSED, VIEW)));

  it('is planned with the outage that was asked for', () =>
    expectGolden('plan-restart', showPlan(RESTART_PLANNED, VIEW)));
});

it('says of a wait that it changes nothing, also where that does not fit beside it', () => {
  const title = 'Wait until every member has the voters that remain';
  const waiting = { ...PLANNED, steps: [{ id: 'gone', kind: 'wait', title, state: 'pending' }] } as const;
  const lines = showPlan(waiting, { ...VIEW, width: 80 });
  const at = lines.findIndex((line) => line.includes(title));
  expect(lines.slice(at, at + 2)).toEqual([`   1  ${title}`, '      (waits; nothing is changed)']);
  expect(showPlan(waiting, VIEW)[at]).toBe(`   1  ${title} (waits; nothing is changed)`);
});

it('the plan of a deploy masks the password', () => expectGolden('plan-deploy', showPlan(DEPLOY_PLANNED, VIEW)));

describe('a removal', () => {
  it('shows in its plan from where on there is no way back', () =>
    expectGolden('plan-remove', showPlan(REMOVAL_PLANNED, VIEW)));

  it('shows when it is done what was dropped, stopped and moved', () =>
    expectGolden('ops-show-removed', showOperation(snapshotOf(REMOVAL_DONE), VIEW)));

  it('that holds behind the DROP offers no undo, and says what a skip leaves', () =>
    expectGolden('attention-remove', showAttention(REMOVAL_HELD, VIEW)));
});

describe('an operation', () => {
  it('that runs shows what is done, what is waited for and what comes', () => {
    const steps = [
      STEPS.survey,
      STEPS.host,
      STEPS.package,
      STEPS.config,
      STEPS.register,
      STEPS.start,
      { ...pending(STEPS.joined), state: 'running' as const, startedAt: at('02:01:28') },
      pending(STEPS.serving),
    ];
    const live = {
      'fe-2/joined': {
        attempt: 4,
        note: 'not registered at the leader yet',
        failure: { code: 'SQL_TIMEOUT', kind: 'unknown', message: 'SHOW FRONTENDS did not answer within 2 s' } as const,
        nextTryAt: at('02:04:22'),
      },
    };
    return expectGolden(
      'ops-show-running',
      showOperation(
        snapshotOf(progressOf({ steps, unpausable: 'a new voter is between its start and its first heartbeat' }), {
          live,
        }),
        VIEW,
      ),
    );
  });

  it('that needs attention says what failed, why, and which commands fit', async () => {
    await expectGolden('ops-show-attention', showOperation(snapshotOf(FAILED), VIEW));
    await expectGolden('attention', showAttention(FAILED, VIEW));
  });
  it('suggests what can be pasted: with the file that was named, and in one piece', () => {
    const command = 'muster remove 10.20.30.40:9010 --lost   # as long as nothing of it answers to anybody';
    const attention = {
      ...FAILED.attention!,
      failure: { ...FAILED.attention!.failure, hint: `muster status\n${command}` },
    };
    const lines = showAttention({ ...FAILED, attention }, { ...VIEW, width: 60, file: 'eu/prod.yaml' });
    expect(lines).toContain('  next     muster status -f eu/prod.yaml');
    expect(lines).toContain(`           ${command.replace('   #', ' -f eu/prod.yaml   #')}`);
  });

  it('without a worker shows what the server knows', () =>
    expectGolden(
      'ops-show-no-worker',
      showOperation(snapshotOf(progressOf({ steps: [STEPS.survey, STEPS.host] }), { source: 'server' }), VIEW),
    ));

  it('with a worker that cannot go on says what it fails with', () => {
    const stuck = {
      tries: 7,
      since: at('02:14:05'),
      cause:
        '[TMPRL1100] Nondeterminism error: Activity machine does not handle this event: HistoryEvent(id: 12, TimerStarted)',
    };
    return expectGolden(
      'ops-show-stuck',
      showOperation(snapshotOf(progressOf({ steps: [STEPS.survey, STEPS.host] }), { source: 'server', stuck }), VIEW),
    );
  });

  it('with a gate that was accepted says which and why, above everything else', () =>
    expectGolden('ops-show-accepted', showOperation(snapshotOf(ACCEPTED), VIEW)));

  it('that is done shows each statement and command with its answer', () =>
    expectGolden(
      'ops-show-done',
      showOperation(snapshotOf(progressOf({ state: 'done', endedAt: at('02:01:40') }), { source: 'result' }), VIEW),
    ));

  it.each([
    ['done', { state: 'done' }],
    ['undone', { state: 'undone', steps: [{ ...STEPS.register, undo: true, title: 'Drop it from the cluster' }] }],
    ['undone-unchanged', { state: 'undone' }],
    [
      'refused',
      {
        state: 'refused',
        steps: [STEPS.survey, REFUSED_STEP],
        failure: {
          code: 'CHECK_REFUSED',
          kind: 'refused',
          message: 'port 9010 is taken by pid 88 (java)',
          hint: 'ss -ltnp | grep 9010',
        },
      },
    ],
    [
      'failed',
      {
        state: 'failed',
        failure: {
          code: 'INTERNAL',
          kind: 'unknown',
          message: 'terminated in Temporal by root: cleaning up; nothing was taken back',
        },
      },
    ],
    [
      'abandoned-drain',
      {
        state: 'abandoned',
        request: { ...progressOf({}).request, verb: 'remove', role: 'be', nodes: ['be-3', 'be-4'] },
        steps: [
          { ...STEPS.register, id: 'be-3/decommission', node: 'be-3' },
          { ...STEPS.register, id: 'be-4/decommission', node: 'be-4' },
          { ...pending(STEPS.register), id: 'be-3/drop', node: 'be-3' },
        ],
        held: [{ knob: 'drop_backend_after_decommission', original: 'true', ours: 'false' }],
      },
    ],
  ] as const)('that has ended %s says so and what to type next', (name, change) =>
    expectGolden(`outcome-${name}`, showOutcome(progressOf({ endedAt: at('02:01:40'), ...change }), VIEW)),
  );

  it('names the cluster file that the user named', () => {
    const lines = showOutcome(progressOf({ state: 'done', endedAt: at('02:01:40') }), { ...VIEW, file: 'prod.yaml' });
    expect(lines.join('\n')).toContain('muster status -f prod.yaml');
  });

  it('tells a paused drain by its last beat, with no worker', () => {
    const wait = { ...pending(STEPS.joined), id: 'drained', title: 'Wait until they are empty', node: undefined };
    const { node: _, ...drained } = { ...wait, state: 'running' as const, startedAt: '2026-11-19T08:00:00Z' };
    const { request } = progressOf({});
    const progress = progressOf({
      request: { ...request, verb: 'remove', role: 'be', nodes: ['be-3', 'be-10', 'be-11'] },
      state: 'paused',
      startedAt: '2026-11-19T07:59:00Z',
      steps: [drained],
    });
    const live = {
      drained: {
        attempt: 5_760,
        note: '1 615 tablets are left',
        progress: { ...DRAINS['several-stalled'], notes: DRAINS.stalled.notes },
      },
    };
    return expectGolden('ops-show-draining', showOperation(snapshotOf(progress, { live, source: 'server' }), VIEW));
  });

  it('fits into 80 columns but for what can be pasted', () => {
    const lines = showOperation(snapshotOf(FAILED), { ...VIEW, width: 80 });
    expect(lines.filter((line) => line.length > 80).map((line) => line.trim())).toEqual([]);
  });
});

describe('the list of operations', () => {
  it('has one line for each', () =>
    expectGolden(
      'ops-list',
      showOperations(
        [
          {
            id: '4kx9t2mq',
            cluster: 'prod',
            verb: 'add',
            nodes: ['fe-2', 'fe-3'],
            plan: false,
            state: 'running',
            by: 'ada@laptop',
            startedAt: at('02:00:00'),
          },
          {
            id: '0hcmb9hb',
            cluster: 'prod',
            verb: 'add',
            nodes: ['fe-2'],
            plan: true,
            state: 'refused',
            by: 'bob@desk',
            startedAt: '2026-11-18T14:00:00Z',
            endedAt: '2026-11-18T14:00:02Z',
          },
        ],
        VIEW,
      ),
    ));

  it('tells of each drain how far it is', () => {
    const row = { cluster: 'prod', verb: 'remove', plan: false, by: 'ada@laptop', startedAt: '2026-11-19T08:00:00Z' };
    return expectGolden(
      'ops-list-draining',
      showOperations(
        [
          { ...row, id: '4kx9t2mq', verb: 'remove', nodes: ['be-3'], state: 'running', drain: DRAINS.moving },
          { ...row, id: '0hcmb9hb', verb: 'remove', nodes: ['be-3'], state: 'paused', drain: DRAINS.stalled },
          { ...row, id: '7qqq2mq1', verb: 'add', nodes: ['be-9'], state: 'done', endedAt: '2026-11-19T08:02:00Z' },
        ],
        VIEW,
      ),
    );
  });

  it('fits a narrow terminal, however many nodes were named', () => {
    const nodes = Array.from({ length: 9 }, (_, index) => `fe-${index + 1}`);
    const row = { id: '4kx9t2mq', cluster: 'prod', verb: 'restart', nodes, plan: true, by: 'ada@laptop' } as const;
    const lines = showOperations(
      [{ ...row, state: 'needs attention', startedAt: at('02:00:00'), endedAt: at('02:12:13') }],
      { ...VIEW, width: 100 },
    );
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(lines[1]).toContain('…');
  });

  it('breaks what it says of a drain where a narrow terminal ends', () => {
    const row = { id: '0hcmb9hb', cluster: 'prod', verb: 'remove', plan: false, by: 'ada@laptop' } as const;
    const lines = showOperations(
      [{ ...row, nodes: ['be-3'], state: 'running', startedAt: at('02:00:00'), drain: DRAINS.stalled }],
      { ...VIEW, width: 80 },
    );
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(lines.join(' ')).toContain('too few hosts');
  });

  it('says what to do when there is none', () => expectGolden('ops-list-empty', showOperations([], VIEW)));
});

const NODES: readonly NodeStatus[] = [
  {
    alias: 'fe-1',
    handle: '10.0.0.1:9010',
    role: 'FOLLOWER',
    leader: true,
    inFile: true,
    inCluster: true,
    joined: true,
    alive: true,
    serving: 'yes',
    journalLag: 0,
    version: '3.5.7-8b2a6c3',
    since: '2026-11-18T20:00:00Z',
  },
  {
    alias: 'fe-2',
    handle: '10.0.0.2:9010',
    role: 'FOLLOWER',
    leader: false,
    inFile: true,
    inCluster: true,
    joined: true,
    alive: false,
    serving: 'silent',
    journalLag: 1840,
    version: '3.5.7-8b2a6c3',
    error: 'java.net.ConnectException: Connection refused',
  },
  {
    handle: '10.0.0.9:9010',
    role: 'OBSERVER',
    leader: false,
    inFile: false,
    inCluster: true,
    alive: true,
    serving: 'yes',
    journalLag: 3,
    version: '3.5.7-8b2a6c3',
    since: at('02:00:00'),
  },
  { alias: 'fe-3', handle: '10.0.0.3:9010', role: 'FOLLOWER', leader: false, inFile: true, inCluster: false },
  {
    alias: 'fe-4',
    handle: '10.0.0.4:9010',
    role: 'OBSERVER',
    leader: false,
    inFile: true,
    inCluster: false,
    stranger: { kind: 'silent' },
    commands: {
      stop: 'ssh u@10.0.0.4 /opt/fe/bin/stop_fe.sh',
      start: 'ssh u@10.0.0.4 /opt/fe/bin/start_fe.sh --daemon',
    },
  },
  {
    alias: 'fe-5',
    handle: '10.0.0.5:9010',
    role: 'FOLLOWER',
    leader: false,
    inFile: true,
    inCluster: true,
    joined: false,
    halfJoined: true,
    alive: false,
    serving: 'no',
  },
];
const { findings, next } = judgeStatus(NODES, undefined);
const STATUS: ClusterStatus = {
  cluster: 'prod',
  engine: 'starrocks',
  version: '3.5.7-8b2a6c3',
  readAt: at('02:04:20'),
  clusterId: '1860605017',
  leader: '10.0.0.1:9010',
  voters: { alive: 1, total: 2 },
  nodes: NODES,
  findings,
  next,
};

const member = { inFile: true, inCluster: true, alive: true, version: '3.5.7-8b2a6c3' } as const;
const BACKENDS: readonly BackendStatus[] = [
  {
    ...member,
    alias: 'be-1',
    handle: '10.0.1.1:9050',
    role: 'be',
    fileRole: 'be',
    tablets: 2890,
    usedPercent: 61.4,
    since: at('01:00:00'),
  },
  {
    ...member,
    alias: 'be-2',
    handle: '10.0.1.2:9050',
    role: 'be',
    fileRole: 'be',
    tablets: 1203,
    usedPercent: 58.19,
    draining: true,
    since: at('01:00:00'),
  },
  {
    ...member,
    alias: 'be-3',
    handle: '10.0.1.3:9050',
    role: 'be',
    fileRole: 'be',
    alive: false,
    tablets: 88,
    usedPercent: 50,
    error: 'java.net.ConnectException: Connection refused',
  },
  {
    handle: '10.0.1.9:9050',
    role: 'be',
    inFile: false,
    inCluster: true,
    alive: false,
    unheard: true,
    tablets: 0,
    usedPercent: 0,
  },
  { alias: 'be-4', handle: '10.0.1.4:9050', role: 'be', fileRole: 'be', inFile: true, inCluster: false },
  { alias: 'be-5', handle: '10.0.1.5:9050', role: 'be', fileRole: 'be', inFile: true, inCluster: false },
  { ...member, alias: 'cn-1', handle: '10.0.2.1:9050', role: 'cn', fileRole: 'cn', since: at('02:00:00') },
];

describe('the status', () => {
  it('shows members, what differs from the file, findings and what to do', () =>
    expectGolden(
      'status',
      showStatus(
        STATUS,
        {
          id: '4kx9t2mq',
          what: 'add fe-3, fe-5',
          nodes: ['fe-3', 'fe-5'],
          state: 'needs attention',
          by: 'ada@laptop',
          since: at('02:00:00'),
        },
        VIEW,
      ),
    ));

  it('lists backends and compute nodes below, with what drains, what is dead and what the file has besides', () => {
    const nodes: readonly NodeStatus[] = NODES.slice(0, 1);
    const told = judgeBackendStatus(BACKENDS);
    return expectGolden(
      'status-backends',
      showStatus(
        { ...STATUS, nodes, voters: { alive: 1, total: 1 }, backends: BACKENDS, findings: told, next: [] },
        'none',
        VIEW,
      ),
    );
  });

  it('says that Temporal was not asked when it is out of reach', () => {
    const { leader: _, voters: __, ...silent } = STATUS;
    return expectGolden(
      'status-no-leader',
      showStatus(
        { ...silent, nodes: NODES.slice(0, 1), ...judgeStatus(NODES.slice(0, 1), 'no frontend names a leader') },
        'not asked',
        { ...VIEW, file: 'prod.yaml' },
      ),
    );
  });
});

describe('an error', () => {
  it('has its message, its places, its causes and the next command', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:7233', {
      cause: new Error('socket closed\n    at Socket (net.js:1:1)'),
    });
    const error = new MusterError('BAD_INPUT', 'muster.yaml:1:1: unknown key "nam", did you mean "name"?', {
      cause,
      hint: 'correct it\nmuster status',
      details: ['muster.yaml:2:9: engine is "doris", expected starrocks'],
    });
    return expectGolden('error', showError(error, VIEW));
  });

  it('of any other kind is called a defect, without its stack', () =>
    expectGolden('error-defect', showError(new TypeError('x is not a function'), VIEW)));
});

it('what a host or a database answers cannot steer the terminal', () => {
  const escape = String.fromCharCode(27);
  expect(cleanDeep({ a: [`x${escape}[2Jy`], b: { c: 'line\r\nline\ttab', d: 1, e: null } })).toEqual({
    a: ['x·[2Jy'],
    b: { c: 'line\nline\ttab', d: 1, e: null },
  });
  expect(showError(new MusterError('SQL_FAILED', `no${escape}]0;title`), VIEW).join()).not.toContain(escape);
});

it('colours are only codes around the same text', () => {
  const colored = showOperation(snapshotOf(FAILED), { ...VIEW, style: createStyle(true) }).join('\n');
  const escape = String.fromCharCode(27);
  expect(colored).toContain(escape);
  const plain = colored.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '');
  expect(plain.replaceAll(/ +$/gm, '')).toBe(showOperation(snapshotOf(FAILED), VIEW).join('\n'));
});

describe('a prepared Temporal', () => {
  const facts = { address: 'temporal.example.com:7233', namespace: 'muster', serverVersion: '1.31.2' };

  it('says what was made', async () => {
    const made = {
      registered: true,
      addedAttributes: ['MusterCluster', 'MusterNodes'],
      retentionDays: 30,
      profile: 'prod',
    };
    await expectGolden('prepared-made', showPrepared({ ...facts, ...made }, VIEW));
  });

  it('says what was there, and that ended operations are soon forgotten', async () => {
    const there = { registered: false, addedAttributes: [], retentionDays: 1 };
    await expectGolden('prepared-there', showPrepared({ ...facts, ...there }, VIEW));
  });
});
