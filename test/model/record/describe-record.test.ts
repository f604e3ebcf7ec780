import { expect, it } from 'vitest';
import { describeRecord } from '../../../model/record/describe-record.ts';
import type { WindowWait } from '../../../model/operation.ts';
import { takePlan } from '../../../model/record/earlier-plan.ts';
import type { OperationRecord } from '../../../model/record/record.ts';
import { DRAINS } from '../../client/screens/drain-examples.ts';
import { at, pending, progressOf, STEPS } from '../../client/screens/examples.ts';
import { REMOVAL_DONE, REMOVAL_HELD } from '../../client/screens/removal-examples.ts';
import { HELD, HELD_PROGRESS, recordOf, UNDO, UNDOING } from './record-examples.ts';

const NO_RETURN = { why: 'its entry is gone from the cluster', instead: 'muster add fe-1' };

/** `vitest run -u test/model/record` takes a change of the page, after it was looked at. */
async function expectGolden(name: string, record: OperationRecord): Promise<void> {
  const lines = describeRecord(record, { zone: 'UTC' });
  for (const line of lines) expect(line).not.toMatch(/\s$/);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

it('an operation that holds tells what is so, what was done, what remains and the way back', () =>
  expectGolden('held', HELD));

it('one that is half taken back tells what is left of that, with the statements that are known', () =>
  expectGolden('undoing', UNDOING));

it('a removal that holds behind its DROP tells that there is no way back', () =>
  expectGolden('no-return', recordOf(REMOVAL_HELD)));

it('one that is done tells each statement with its answer, and that nothing remains', () =>
  expectGolden('done', recordOf(REMOVAL_DONE)));

it('a drain tells how far it was, why it stood still, and what it has set', () =>
  expectGolden(
    'drain',
    recordOf({
      ...progressOf({ state: 'running' }),
      request: { ...progressOf({}).request, verb: 'remove', role: 'be', nodes: ['be-3'] },
      startedAt: '2026-11-19T00:00:00Z',
      steps: [
        STEPS.survey,
        {
          id: 'drained',
          kind: 'wait',
          title: 'Wait until its tablets have moved',
          state: 'running',
          startedAt: '2026-11-19T01:00:00Z',
          long: true,
          progress: DRAINS.stalled,
        },
        { id: 'be-3/drop', node: 'be-3', kind: 'change', title: 'Drop it from the cluster', state: 'pending' },
      ],
      held: [{ knob: 'drop_backend_after_decommission', original: 'true', ours: 'false' }],
      leaving: {
        asks: 'Put back to true, the database itself drops be-3 as soon as it is empty',
        choices: [
          { name: 'put-back', says: 'the database drops be-3 by itself' },
          { name: 'leave', says: 'be-3 stays registered', later: 'ADMIN SET FRONTEND CONFIG ("x" = "true");' },
        ],
      },
    }),
  ));

it('one that was terminated tells what is not done by anybody any more, and how it is taken back by hand', () =>
  expectGolden(
    'terminated',
    recordOf(
      progressOf({
        state: 'failed',
        endedAt: at('02:05:00'),
        steps: [
          STEPS.survey,
          STEPS.register,
          { ...pending(STEPS.start), state: 'running', startedAt: at('02:01:26'), actions: STEPS.start.actions ?? [] },
          pending(STEPS.joined),
        ],
        failure: {
          code: 'INTERNAL',
          kind: 'unknown',
          message: 'terminated in Temporal by root: cleaning up; nothing was taken back',
        },
      }),
      { undo: UNDO.slice(0, 2) },
    ),
  ));

it('one that was refused has nothing to come, and no way back', () => {
  const steps = [STEPS.survey, pending(STEPS.register)];
  const text = describeRecord(recordOf({ ...HELD_PROGRESS, attention: undefined as never, state: 'refused', steps }), {
    zone: 'UTC',
  }).join('\n');
  expect(text).toContain('A check refused it; nothing was changed.');
  expect(text).not.toMatch(/WHAT REMAINS|THE WAY BACK|is not over/);
});

it('one that waits for a window says for which step, and when that is', () => {
  const steps = [STEPS.survey, pending(STEPS.start)];
  const { node = '', title } = STEPS.start;
  const rules = { spans: ['SAT-02:00,SAT-06:00'], timezone: 'Europe/Berlin', cutoffMs: 0 };
  const window: WindowWait = {
    ...{ step: STEPS.start.id, title, node, timezone: rules.timezone, since: at('02:01:00') },
    ...{ open: false, span: 'SAT-02:00,SAT-06:00', opensAt: '2026-11-28T01:00:00Z', closesAt: null },
  };
  const record = recordOf(progressOf({ state: 'waiting', steps, window, windows: rules }));
  const text = describeRecord(record, { zone: 'UTC' }).join('\n');
  expect(text).toContain('windows     SAT-02:00,SAT-06:00 (Europe/Berlin)');
  expect(text).toContain('SAT-02:00,SAT-06:00 opens 2026-11-28 01:00:00 UTC');
});

it('times are those of the reader', () => {
  expect(describeRecord(HELD, { zone: 'Europe/Berlin' }).join('\n')).toContain('2026-11-21 03:00:00 CET');
});

it('a step that is not planned yet has the statements of a plan that was made before', async () => {
  const plan = progressOf({
    request: { ...progressOf({}).request, id: '1p2l3a4n', mode: 'plan' },
    state: 'planned',
    endedAt: at('01:58:05'),
    startedAt: at('01:58:00'),
    steps: [
      STEPS.survey,
      { ...STEPS.start, evidence: [], later: ['decided when it runs: a second helper'], noReturn: NO_RETURN },
      pending(STEPS.joined),
    ],
  });
  const steps = [STEPS.survey, pending(STEPS.start), pending(STEPS.joined)];
  const record = recordOf(progressOf({ steps }));
  const lines = describeRecord(record, { zone: 'UTC' }, takePlan(plan, record.progress));
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/with-plan.txt');
  await expectGolden('plan', recordOf(plan));
});

it('no verb is told that would be refused: an undo behind the point of no return, an abandon of what must not be left', () => {
  const say = (changes: Parameters<typeof progressOf>[0]) =>
    describeRecord(recordOf(progressOf(changes)), { zone: 'UTC' }).join('\n');
  expect(say({ state: 'paused' })).toContain('muster ops undo 4kx9t2mq');
  expect(say({ state: 'paused', noReturn: NO_RETURN })).not.toContain('muster ops undo');
  expect(say({ state: 'running' })).toContain('muster ops abandon 4kx9t2mq');
  expect(say({ state: 'running', unpausable: 'fe-2 joins' })).not.toContain('muster ops abandon');
});
