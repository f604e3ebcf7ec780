import { expect, test } from 'vitest';
import { type OperationRow, showOperations } from '../../../client/screens/ops-list.ts';
import { DRAINS } from './drain-examples.ts';
import { VIEW } from './examples.ts';

const ROW = { cluster: 'prod', plan: false, by: 'ada@laptop' } as const;
const ROWS: readonly OperationRow[] = [
  {
    ...ROW,
    id: '7qqq2mq1',
    verb: 'remove',
    nodes: ['be-3'],
    state: 'running',
    startedAt: '2026-11-19T08:00:00Z',
    drain: DRAINS.moving,
  },
  {
    ...ROW,
    id: '4kx9t2mq',
    verb: 'restart',
    nodes: ['fe-1', 'fe-2', 'fe-3'],
    state: 'needs attention',
    startedAt: '2026-11-18T20:00:00Z',
    by: 'operations@bastion-7',
    why: 'outage: new JDK, agreed with the analysts in the meeting of Tuesday; accepts clock: NTP is mended on Monday',
  },
  {
    ...ROW,
    id: '0hcmb9hb',
    cluster: 'meta-prod',
    verb: 'replace',
    nodes: ['meta-2'],
    with: ['meta-6'],
    state: 'done',
    startedAt: '2026-11-03T14:00:00Z',
    endedAt: '2026-11-03T14:12:13Z',
  },
  {
    ...ROW,
    id: '9zzz1abc',
    verb: 'add',
    nodes: ['fe-2'],
    plan: true,
    state: 'planned',
    startedAt: '2026-11-03T13:00:00Z',
    endedAt: '2026-11-03T13:00:02Z',
  },
];

test.each([80, 120])('the list fits %i columns, and keeps who and why', async (width) => {
  const lines = showOperations(ROWS, { ...VIEW, width }, { more: true });
  for (const line of lines) {
    expect(line).not.toMatch(/\s$/);
    expect(line.length).toBeLessThanOrEqual(width);
  }
  const text = lines.join(' ').replaceAll(/\s+/g, ' ');
  for (const { by, why = '', id } of ROWS) for (const said of [by, why, id]) expect(text).toContain(said);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/ops-list-${width}.txt`);
});

test('where nothing fits what was asked for, it does not say that nothing is known', () => {
  expect(showOperations([], VIEW, { asked: true })).toEqual([
    'No operation fits what was asked for.',
    'next: muster ops list --all',
  ]);
});
