import { expect, test } from 'vitest';
import { showCreated } from '../../../client/screens/schedule-created.ts';
import { showSchedules } from '../../../client/screens/schedule-list.ts';
import { showSchedule } from '../../../client/screens/schedule-show.ts';
import { showTriggered } from '../../../client/screens/schedule-triggered.ts';
import type { ScheduleView } from '../../../client/schedules/view-schedule.ts';
import { VIEW } from './examples.ts';

const NARROW = { ...VIEW, width: 80 };

/** As in the other screens: a change is looked at before it is taken. */
async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    expect(line).not.toMatch(/\s$/);
    expect([...line].length).toBeLessThanOrEqual(80);
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

const WEEKLY: ScheduleView = {
  name: 'weekly-restart',
  cluster: 'prod',
  timing: { cron: '0 3 * * 0', zone: 'Asia/Shanghai' },
  command: ['restart', 'be'],
  ifBusy: 'skip',
  catchUpMs: 600_000,
  by: 'ada@laptop',
  createdAt: '2026-11-10T09:12:00.000Z',
  why: 'they leak memory until it is mended',
  source: { file: 'muster.yaml', readAt: '2026-11-18T10:00:00.000Z', by: 'bob@desk' },
  state: 'active',
  next: ['2026-11-21T19:00:00.000Z', '2026-11-28T19:00:00.000Z', '2026-12-05T19:00:00.000Z'],
  firings: [
    {
      due: '2026-11-20T14:00:07.000Z',
      outcome: 'started',
      operation: '3kq2wx1a',
      state: 'running',
      triggeredBy: 'bob@desk',
    },
    {
      due: '2026-11-14T19:00:00.000Z',
      outcome: 'skipped',
      operation: '1rt5zz0c',
      why: 'operation 7d32a077 (remove be-3, by ada@laptop): a restart runs alone, because each node must serve before the next stops',
    },
    { due: '2026-11-07T19:00:00.000Z', outcome: 'started', operation: '9w0c4f2e', state: 'needs attention' },
  ],
  missed: 0,
};

const PAUSED: ScheduleView = {
  ...WEEKLY,
  name: 'nightly',
  timing: { cron: '30 1 * * *', zone: 'Europe/Berlin' },
  command: ['restart', 'fe', '--on-failure', 'undo'],
  ifBusy: 'queue',
  state: 'paused',
  note: 'paused by ada@laptop at 2026-11-20 17:00:00 UTC: quarter close',
  next: ['2026-11-22T00:30:00.000Z', '2026-11-23T00:30:00.000Z', '2026-11-24T00:30:00.000Z'],
  firings: [
    {
      due: '2026-11-20T00:30:00.000Z',
      outcome: 'queued',
      operation: '5aaa0b1c',
      why: 'place 1, behind operation 7d32a077 (remove be-3, by ada@laptop): a restart runs alone',
    },
    {
      due: '2026-11-19T00:30:00.000Z',
      outcome: 'missed',
      operation: '4c7d9e0f',
      why: 'no worker took it up in time',
    },
    {
      due: '2026-11-18T00:30:00.000Z',
      outcome: 'refused',
      operation: '2b8e6f1d',
      code: 'SUBMIT_LATE',
      why: 'The submit reached a worker after its client had given up on it; nothing was done',
    },
  ],
  missed: 2,
};

const { why: _, ...UNEXPLAINED } = WEEKLY;
const ONCE: ScheduleView = {
  ...UNEXPLAINED,
  name: 'tonight',
  timing: { at: '2026-12-05 02:00', zone: 'UTC' },
  command: ['add', 'be-4', 'be-5'],
  next: ['2026-12-05T02:00:00.000Z'],
  firings: [],
};
const DONE: ScheduleView = {
  ...ONCE,
  name: 'last-night',
  state: 'done',
  next: [],
  firings: [{ due: '2026-11-20T02:00:00.000Z', outcome: 'started', operation: '8q1w2e3r', state: 'done' }],
};
const OVER: ScheduleView = { ...ONCE, name: 'yesterday', state: 'over', next: [], missed: 1 };

test('the list has each schedule with its next times and its last firings', async () => {
  await expectGolden('schedule-list', showSchedules([WEEKLY, PAUSED, ONCE, DONE, OVER], NARROW));
  await expectGolden('schedule-list-empty', showSchedules([], NARROW));
});

test('one is shown with all that it was made with', async () => {
  await expectGolden('schedule-show', showSchedule(WEEKLY, NARROW));
  await expectGolden('schedule-show-paused', showSchedule(PAUSED, NARROW));
  await expectGolden('schedule-show-done', showSchedule(DONE, NARROW));
  await expectGolden(
    'schedule-show-waiting',
    showSchedule(
      {
        ...WEEKLY,
        firings: [
          { due: WEEKLY.createdAt, outcome: 'waiting' },
          { due: WEEKLY.createdAt, outcome: 'ended' },
        ],
      },
      NARROW,
    ),
  );
});

test('what was made is told with what may surprise', async () => {
  const notes = { noWorker: true, bothDays: true };
  await expectGolden('schedule-created', showCreated(WEEKLY, ['be-1', 'be-2', 'be-3'], WEEKLY.next, notes, NARROW));
  const quiet = { noWorker: false, bothDays: false };
  await expectGolden('schedule-created-once', showCreated(ONCE, ['be-4', 'be-5'], ONCE.next, quiet, NARROW));
});

test('what became of a trigger is told with the next command', async () => {
  const due = '2026-11-21T02:04:20.000Z';
  const outcomes = [
    { kind: 'started' },
    { kind: 'queued', why: 'place 2, behind operation 7d32a077 (remove be-3, by ada@laptop): a restart runs alone' },
    { kind: 'skipped', why: 'operation 7d32a077 (remove be-3, by ada@laptop): a restart runs alone' },
    { kind: 'refused', why: 'prod is busy for ever', code: 'CLUSTER_BUSY', hint: 'muster ops watch 7d32a077' },
    { kind: 'missed', why: 'no worker took it up in time' },
    { kind: 'failed', why: 'Temporal, or the foreman of the cluster, did not answer', code: 'TEMPORAL_DOWN' },
  ] as const;
  await expectGolden(
    'schedule-triggered',
    outcomes.flatMap((outcome) => showTriggered(WEEKLY, { due, operation: '3kq2wx1a', ...outcome }, NARROW)),
  );
});

test.each([
  [5_400_000, '90 min'],
  [90_000, '90 s'],
  [129_600_000, '36 h'],
  [172_800_000, '2 d'],
])('how late it may be is said as it is: a limit is no age', (catchUpMs, said) => {
  expect(showSchedule({ ...WEEKLY, catchUpMs }, NARROW).join('\n')).toContain(`when it is more than ${said} late`);
});
