import type { OperationProgress, StepProgress } from '../../../model/operation.ts';
import type { Action, Finding } from '../../../model/step.ts';
import { at, progressOf } from './examples.ts';

const started = { startedAt: at('02:00:02'), endedAt: at('02:00:03') };

function step(
  node: string,
  id: string,
  kind: StepProgress['kind'],
  title: string,
  rest: Partial<StepProgress> = {},
): StepProgress {
  const state = kind === 'wait' ? ({ state: 'pending' } as const) : ({ state: 'done', ...started } as const);
  return { id: `${node}/${id}`, node, kind, title, ...state, ...rest };
}

const command = (on: string, text: string): Partial<StepProgress> => ({
  actions: [{ kind: 'command', on, command: text } satisfies Action],
});
const ok = (gate: Finding['gate'], subject: string, message: string): Finding => ({
  gate,
  severity: 'ok',
  subject,
  message,
});

function restartOf(node: string, number: number, pid: number, before: Finding): readonly StepProgress[] {
  const handle = `10.0.0.${number}:9010`;
  return [
    step(node, 'host', 'check', 'Check its host', {
      findings: [
        ok('ssh', node, `starrocks@10.0.0.${number} answers with the known host key`),
        ok('process', node, `pid ${pid} is the frontend of /opt/starrocks/fe`),
        ok('own-meta', node, '/data/fe/meta holds ROLE, VERSION and a journal'),
      ],
    }),
    step(node, 'before', 'check', 'Check that the others serve and can spare it', {
      findings: [{ ...before, subject: handle }],
    }),
    step(node, 'stop', 'change', 'Stop its process', command(node, `kill -s TERM ${pid}`)),
    step(node, 'start', 'change', 'Start it again', command(node, '/opt/starrocks/fe/bin/start_fe.sh --daemon')),
    step(node, 'serving', 'wait', 'Wait until it serves again'),
    step(node, 'others', 'wait', 'Wait until all others serve as before'),
  ];
}

const request = { ...progressOf({}).request, verb: 'restart', mode: 'plan', nodes: ['fe-1', 'fe-2'] } as const;

const OUTAGE: Finding = {
  gate: 'outage',
  severity: 'refusal',
  subject: '10.0.0.2:9010',
  message: 'while 10.0.0.2:9010 restarts nobody leads: 1 of 2 voters stay, and it takes 2',
  next: ["muster restart 10.0.0.2:9010 --outage --reason '…'   # the cluster stops for about a minute"],
};
const ASKED: Finding = {
  gate: 'outage',
  severity: 'warning',
  subject: '10.0.0.2:9010',
  message: `${OUTAGE.message}; asked for: a new heap size`,
};

function planOf(finding: Finding, rest: Partial<OperationProgress>): OperationProgress {
  return progressOf({
    request,
    endedAt: at('02:00:05'),
    steps: [
      {
        id: 'cluster',
        kind: 'check',
        title: 'Find the order, and a quorum that can spare one',
        state: 'done',
        ...started,
        findings: [finding],
      },
      ...restartOf('fe-2', 2, 8124, finding),
    ],
    ...rest,
  });
}

/** Of a pair: refused, and with the outage that was asked for. */
export const RESTART_REFUSED = planOf(OUTAGE, { state: 'refused' });
export const RESTART_PLANNED = planOf(ASKED, {
  state: 'planned',
  request: { ...request, outage: 'a new heap size' },
});

export const DEPLOY_PLANNED = progressOf({
  request: { ...request, verb: 'deploy', nodes: ['fe-1'] },
  state: 'planned',
  endedAt: at('02:00:05'),
  steps: [
    {
      id: 'cluster',
      kind: 'check',
      title: 'Check that there is no cluster yet',
      state: 'done',
      ...started,
      findings: [
        ok('second-cluster', 'prod', 'nobody answers SQL on the hosts of the file'),
        {
          gate: 'odd',
          severity: 'warning',
          subject: 'prod',
          message: 'prod will have 2 followers, which outlive no more losses than 1 would',
        },
      ],
    },
    step(
      'fe-1',
      'start',
      'change',
      'Start it without a helper: it founds the cluster',
      command('fe-1', '/opt/starrocks/fe/bin/start_fe.sh --daemon'),
    ),
    step('fe-1', 'founded', 'wait', 'Wait until it leads and answers'),
    step('fe-1', 'password', 'change', 'Give root its password', {
      actions: [{ kind: 'sql', on: '10.0.0.1:9030', statement: "SET PASSWORD FOR 'root' = PASSWORD('******')" }],
    }),
    step('fe-1', 'serving', 'wait', 'Wait until it serves'),
  ],
});
