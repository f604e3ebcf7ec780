import { expect, test } from 'vitest';
import type { OperationProgress } from '../../../model/operation.ts';
import { DRAINS } from '../../client/screens/drain-examples.ts';
import { describeProgress } from '../../../workflows/core/describe-progress.ts';

const AT = '2026-11-21T14:00:00.000Z';

const HELD: OperationProgress = {
  request: {
    id: 'r1',
    verb: 'add',
    role: 'fe',
    nodes: ['fe-2', 'fe-3'],
    cluster: 'prod',
    mode: 'run',
    onFailure: 'hold',
    by: 'ann@bastion',
  },
  state: 'needs attention',
  startedAt: AT,
  steps: [
    { id: 'fe-2/host', kind: 'check', title: 'Check the new host', node: 'fe-2', state: 'done' },
    {
      id: 'fe-2/config',
      kind: 'change',
      title: 'Write fe.conf',
      node: 'fe-2',
      state: 'failed',
      failure: { code: 'FILE_CHANGED', kind: 'refused', message: 'fe.conf has changed' },
    },
    {
      id: 'fe-2/joined',
      kind: 'wait',
      title: 'Wait until it is alive as a member',
      node: 'fe-2',
      state: 'running',
      note: 'Join true, Alive false',
    },
    {
      id: 'fe-3/host',
      kind: 'check',
      title: 'Check the new host',
      node: 'fe-3',
      state: 'done',
      findings: [{ gate: 'meta', severity: 'refusal', subject: 'fe-3', message: '/data/meta is not empty' }],
    },
    { id: 'fe-3/start', kind: 'change', title: 'Start it with the leader as helper', node: 'fe-3', state: 'pending' },
  ],
  verbs: [{ verb: 'pause', by: 'bob@laptop', why: 'lunch', at: AT }],
  attention: {
    step: 'fe-2/config',
    failure: { code: 'FILE_CHANGED', kind: 'refused', message: 'fe.conf has changed', hint: 'muster ops retry' },
    verbs: ['retry', 'undo'],
    since: AT,
  },
  unpausable: 'a node is joining',
};

test('an operation that holds tells the page of Temporal why, what fits, and where it stands', async () => {
  await expect(`${describeProgress(HELD)}\n`).toMatchFileSnapshot('golden/needs-attention.md');
});

test('an operation that runs says no more than its steps', async () => {
  const { attention: _, unpausable: __, ...running } = HELD;
  await expect(`${describeProgress({ ...running, state: 'running', verbs: [] })}\n`).toMatchFileSnapshot(
    'golden/running.md',
  );
});

test('a drain tells how far it was at its last epoch and why nothing moved', async () => {
  const drained = { id: 'drained', kind: 'wait', title: 'Wait until they are empty', startedAt: AT } as const;
  const { attention: _, unpausable: __, ...running } = HELD;
  const steps = [
    { ...drained, state: 'running', progress: DRAINS.several } as const,
    { ...drained, id: 'other', state: 'running', progress: DRAINS.stalled } as const,
    { ...drained, id: 'third', state: 'done', note: 'empty', progress: DRAINS.moving } as const,
  ];
  await expect(`${describeProgress({ ...running, state: 'running', verbs: [], steps })}\n`).toMatchFileSnapshot(
    'golden/draining.md',
  );
});
