import { expect, it } from 'vitest';
import { showHeader } from '../../../client/screens/operation-header.ts';
import { showOther } from '../../../client/screens/other.ts';
import { showStatus, viewReading } from '../../../client/screens/status.ts';
import { DRAINS } from './drain-examples.ts';
import { at, progressOf, VIEW } from './examples.ts';

async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

const DRAIN = { ...progressOf({}).request, id: '4kx9t2mq', verb: 'remove', role: 'be', nodes: ['be-3'] } as const;
const ADD = { ...DRAIN, id: '4kx9zz01', verb: 'add', nodes: ['be-5'], by: 'eve@desk' } as const;
const NEWS = { id: ADD.id, verb: ADD.verb, role: ADD.role, nodes: ADD.nodes, by: ADD.by, at: at('02:03:00') };

it('a drain names what runs beside it, and that names the drain', () =>
  expectGolden('beside-headers', [
    ...showHeader(progressOf({ request: DRAIN, beside: [NEWS] }), VIEW),
    '',
    ...showHeader(progressOf({ request: { ...ADD, beside: DRAIN.id } }), VIEW),
  ]));

it('what began beside a drain may be over by now: it is told when it began, not that it still runs', () =>
  expect(showHeader(progressOf({ request: DRAIN, beside: [NEWS] }), VIEW).join(' ')).not.toContain('since'));

it('of two that run both are named', () =>
  expectGolden(
    'beside-other',
    showOther(
      {
        workflowId: 'op/prod/2xg867d1',
        runId: 'run',
        name: DRAIN.id,
        what: 'remove be-3',
        others: [{ workflowId: 'op/prod/3xg867d1', runId: 'run-2', name: ADD.id, what: 'add be-5' }],
      },
      'watch',
      VIEW,
    ),
  ));

const STATUS = {
  cluster: 'prod',
  engine: 'starrocks',
  version: '3.5.7',
  readAt: at('02:04:20'),
  leader: '10.0.0.1:9010',
  voters: { alive: 3, total: 3 },
  nodes: [],
  findings: [
    {
      gate: 'member',
      severity: 'warning',
      subject: 'be-5',
      message: 'be-5 is not alive',
      next: ['muster restart be-5'],
    },
  ],
  next: ['muster restart be-5'],
} as const;

it('the status of the cluster has both', () => {
  const one = { id: DRAIN.id, what: 'remove be-3', nodes: ['be-3'], state: 'running', by: DRAIN.by } as const;
  const beside = { id: ADD.id, what: 'add be-5', nodes: ['be-5'], state: 'needs attention', by: ADD.by } as const;
  const since = at('02:00:00');
  return expectGolden(
    'status-beside',
    showStatus(STATUS, { ...one, since, drain: DRAINS.moving, beside: [{ ...beside, since: at('02:03:00') }] }, VIEW),
  );
});

it('a script is told the same as the screen says: what would be refused beside the operation is not suggested', () => {
  const operation = { id: ADD.id, what: 'add be-5', nodes: ['be-5'], state: 'running', by: ADD.by } as const;
  const watch = [`muster ops watch ${ADD.id}`];
  expect(viewReading({ status: STATUS, operation: { ...operation, since: at('02:03:00') } })).toMatchObject({
    next: watch,
    findings: [{ subject: 'be-5', next: watch }],
    operation,
  });
  expect(viewReading({ status: STATUS, operation: 'none' }).next).toEqual(['muster restart be-5']);
});
