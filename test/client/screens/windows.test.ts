import { expect, test } from 'vitest';
import { announce } from '../../../client/screens/announce.ts';
import { showOperations } from '../../../client/screens/ops-list.ts';
import { showOperation } from '../../../client/screens/ops-show.ts';
import { showPlan } from '../../../client/screens/plan.ts';
import { showWindows } from '../../../client/screens/windows.ts';
import type { StepProgress, WindowWait } from '../../../model/operation.ts';
import { askWindows } from '../../../model/windows/ask-windows.ts';
import type { WindowRules } from '../../../model/windows/rules.ts';
import { RESTART_PLANNED } from './restart-examples.ts';
import { at, progressOf, STEPS, VIEW } from './examples.ts';

/** Kept in golden/: a change of a screen is looked at before it is taken (`vitest run -u test/client/screens`). */
async function expectGolden(name: string, screens: readonly (readonly string[])[]): Promise<void> {
  for (const line of screens.flat()) expect(line).not.toMatch(/\s$/);
  await expect(`${screens.map((lines) => lines.join('\n')).join('\n\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

/** The example's now is the Saturday, 21 November, 03:04 in Berlin. */
const NEW_YORK = { ...VIEW, zone: 'America/New_York' };
const RULES: WindowRules = {
  spans: ['SAT-04:00,SAT-06:00', '22:00,23:30'],
  timezone: 'Europe/Berlin',
  cutoffMs: 1_800_000,
  gentleSlots: 2,
};
const TODAY: WindowRules = { ...RULES, spans: ['SAT-02:00,SAT-06:00'] };
const WAIT: WindowWait = {
  ...askWindows(RULES, VIEW.now),
  step: 'fe-2/stop',
  node: 'fe-2',
  title: 'Stop its process',
  timezone: 'Europe/Berlin',
  since: at('02:01:00'),
};
const stop: StepProgress = {
  id: 'fe-2/stop',
  kind: 'change',
  title: 'Stop its process',
  node: 'fe-2',
  state: 'pending',
  disruptive: 'restart',
};
const WAITING = progressOf({ state: 'waiting', steps: [STEPS.survey, stop], windows: RULES, window: WAIT });

test('the windows of the file: open now, the next three, in both zones', async () => {
  await expectGolden('windows', [
    showWindows('prod', RULES, askWindows(RULES, VIEW.now), VIEW),
    showWindows('prod', TODAY, askWindows(TODAY, VIEW.now), NEW_YORK),
    showWindows(
      'prod',
      { ...TODAY, cutoffMs: 3 * 3_600_000 },
      askWindows({ ...TODAY, cutoffMs: 3 * 3_600_000 }, VIEW.now),
      VIEW,
    ),
    showWindows(
      'prod',
      { ...RULES, spans: ['00:00,24:00'], cutoffMs: 0 },
      askWindows({ ...RULES, spans: ['00:00,24:00'] }, VIEW.now),
      VIEW,
    ),
  ]);
});

test('an operation that waits says for which, until when, and what it does then', async () => {
  const row = {
    id: '7d32a077',
    cluster: 'prod',
    verb: 'restart' as const,
    nodes: ['fe-2'],
    plan: false,
    state: 'waiting' as const,
    by: 'ada@laptop',
    startedAt: at('02:00:00'),
    window: WAIT,
  };
  const snapshot = { workflowId: 'cluster/prod', runId: 'run', live: {}, source: 'worker' as const };
  await expectGolden('windows-waiting', [
    showOperation({ ...snapshot, progress: WAITING }, NEW_YORK),
    showOperation({ ...snapshot, progress: { ...WAITING, window: { ...WAIT, late: true } } }, { ...VIEW, width: 70 }),
    showOperations([row], NEW_YORK),
  ]);
});

test('whoever kept none is named', async () => {
  const overridden = { by: 'ada@laptop', why: 'the disk of the leader fails', at: at('02:02:00') };
  const { window: _, ...rest } = WAITING;
  const progress = {
    ...rest,
    state: 'running' as const,
    windows: { ...RULES, overridden },
    verbs: [{ verb: 'window' as const, what: 'open now', by: 'ada@laptop', why: overridden.why, at: overridden.at }],
  };
  const snapshot = { workflowId: 'cluster/prod', runId: 'run', live: {}, source: 'worker' as const };
  await expectGolden('windows-open', [showOperation({ ...snapshot, progress }, VIEW)]);
});

test('the question before an operation says what waits, and until when', async () => {
  const node = (alias: string, role: 'fe' | 'be' | 'cn') => ({ alias, role, handle: `10.0.0.3:9050` });
  const prod = { name: 'prod', engine: 'starrocks', windows: RULES } as const;
  await expectGolden('windows-announce', [
    announce('restart', prod, [node('fe-2', 'fe')], {}, NEW_YORK),
    announce('remove', prod, [node('be-3', 'be')], {}, VIEW),
    announce('remove', prod, [node('fe-3', 'fe')], { windows: TODAY }, VIEW),
    announce('remove', prod, [node('cn-1', 'cn')], { now: 'it is broken' }, VIEW),
    announce('add', prod, [node('be-4', 'be')], {}, VIEW),
  ]);
});

test('a plan says which steps wait', async () => {
  const steps = RESTART_PLANNED.steps.map((step) =>
    step.id.endsWith('/stop') ? { ...step, disruptive: 'restart' as const } : step,
  );
  const planned = { ...RESTART_PLANNED, steps, windows: RULES, opening: askWindows(RULES, VIEW.now) };
  await expectGolden('windows-plan', [showPlan(planned, VIEW)]);
});
