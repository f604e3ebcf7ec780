import type { OperationProgress, StepProgress } from '../../../model/operation.ts';
import type { Action } from '../../../model/step.ts';
import { createStyle, type View } from '../../../client/screens/view.ts';

/** Fixed in every respect, so that a screen is the same on each machine. */
export const VIEW: View = {
  width: 100,
  style: createStyle(false),
  now: Date.parse('2026-11-21T02:04:20Z'),
  zone: 'Europe/Berlin',
};

export function at(clock: string): string {
  return `2026-11-21T${clock}Z`;
}

const SQL: Action = { kind: 'sql', on: '10.0.0.1:9030', statement: "ALTER SYSTEM ADD FOLLOWER '10.0.0.2:9010'" };
const UPLOAD: Action = {
  kind: 'upload',
  on: '10.0.0.2',
  from: '/srv/packages/StarRocks-3.5.7.tar.gz',
  path: '/opt/starrocks/fe',
  bytes: 2_531_000_000,
  digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};
const FILE: Action = {
  kind: 'file',
  on: '10.0.0.2',
  path: '/opt/starrocks/fe/conf/fe.conf',
  diff: [
    '+priority_networks = 10.0.0.0/8',
    '-meta_dir = ${STARROCKS_HOME}/meta',
    '+meta_dir = /data/fe/meta',
    '+ssl_keystore_password = ***',
  ],
};
const COMMAND: Action = {
  kind: 'command',
  on: '10.0.0.2',
  command: "JAVA_HOME=/usr/lib/jvm/java-17 '/opt/starrocks/fe/bin/start_fe.sh' --helper '10.0.0.1:9010' --daemon",
};

export const STEPS: Readonly<
  Record<'survey' | 'host' | 'package' | 'config' | 'register' | 'start' | 'joined' | 'serving', StepProgress>
> = {
  survey: {
    id: 'cluster',
    kind: 'check',
    title: 'Find a leader that answers and a healthy quorum',
    state: 'done',
    startedAt: at('02:00:00'),
    endedAt: at('02:00:00.300'),
    findings: [
      { gate: 'quorum', severity: 'ok', subject: 'prod', message: 'leader 10.0.0.1:9010, 1 of 1 voters alive' },
    ],
  },
  host: {
    id: 'fe-2/host',
    node: 'fe-2',
    kind: 'check',
    title: 'Check the new host',
    state: 'done',
    startedAt: at('02:00:01'),
    endedAt: at('02:00:02.100'),
    findings: [
      { gate: 'ssh', severity: 'ok', subject: 'fe-2', message: 'SSH and host key' },
      { gate: 'ports', severity: 'ok', subject: 'fe-2', message: 'four ports are free' },
      { gate: 'meta', severity: 'ok', subject: 'fe-2', message: 'meta is empty' },
    ],
  },
  package: {
    id: 'fe-2/package',
    node: 'fe-2',
    kind: 'change',
    title: 'Place the package',
    state: 'done',
    startedAt: at('02:00:03'),
    endedAt: at('02:01:23'),
    actions: [UPLOAD],
    evidence: [{ action: UPLOAD, answer: 'sha256 is the same on the host', at: at('02:01:23') }],
  },
  config: {
    id: 'fe-2/config',
    node: 'fe-2',
    kind: 'change',
    title: 'Write fe.conf',
    state: 'done',
    startedAt: at('02:01:24'),
    endedAt: at('02:01:24.400'),
    actions: [FILE],
    evidence: [{ action: FILE, answer: 'written', at: at('02:01:24') }],
  },
  register: {
    id: 'fe-2/register',
    node: 'fe-2',
    kind: 'change',
    title: 'Register it as a follower',
    state: 'done',
    startedAt: at('02:01:25'),
    endedAt: at('02:01:25.200'),
    actions: [SQL],
    evidence: [{ action: SQL, answer: 'OK', at: at('02:01:25') }],
  },
  start: {
    id: 'fe-2/start',
    node: 'fe-2',
    kind: 'change',
    title: 'Start it with the leader as helper',
    state: 'done',
    startedAt: at('02:01:26'),
    endedAt: at('02:01:28'),
    actions: [COMMAND],
    evidence: [{ action: COMMAND, answer: 'pid 4711', at: at('02:01:28') }],
  },
  joined: {
    id: 'fe-2/joined',
    node: 'fe-2',
    kind: 'wait',
    title: 'Wait until it is alive as a member',
    state: 'done',
    startedAt: at('02:01:28'),
    endedAt: at('02:01:38'),
    note: 'Join and Alive on the leader',
  },
  serving: {
    id: 'fe-2/serving',
    node: 'fe-2',
    kind: 'wait',
    title: 'Wait until it serves',
    state: 'done',
    startedAt: at('02:01:38'),
    endedAt: at('02:01:39.500'),
    note: 'greets on 9030, journal 12 behind the leader',
  },
};

export function progressOf(change: Partial<OperationProgress>): OperationProgress {
  return {
    request: {
      id: '4kx9t2mq',
      verb: 'add',
      role: 'fe',
      nodes: ['fe-2'],
      cluster: 'prod',
      mode: 'run',
      onFailure: 'hold',
      by: 'ada@laptop',
    },
    state: 'running',
    startedAt: at('02:00:00'),
    steps: Object.values(STEPS),
    verbs: [],
    ...change,
  };
}

/** The step before its time. */
export function pending({ id, kind, title, node }: StepProgress): StepProgress {
  return { id, kind, title, state: 'pending', ...(node !== undefined && { node }) };
}
