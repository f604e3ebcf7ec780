import { expect, it } from 'vitest';
import { describeCommand } from '../../../model/describe-command.ts';
import { showHeader } from '../../../client/screens/operation-header.ts';
import { showLater, showLeaveQuestion } from '../../../client/screens/leaving.ts';
import { findLossRefusal, showLoss } from '../../../client/screens/loss.ts';
import { showOperation } from '../../../client/screens/ops-show.ts';
import { showTuned } from '../../../client/screens/tuned.ts';
import type { LeaveQuestion } from '../../../model/operation.ts';
import type { Finding } from '../../../model/step.ts';
import { at, progressOf, STEPS, VIEW } from './examples.ts';

async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

const QUESTION: LeaveQuestion = {
  asks: 'drop_backend_after_decommission is false for this operation. Put back to true, the database itself drops be-3 as soon as it is empty',
  choices: [
    { name: 'put-back', says: 'the database drops be-3 by itself when it is empty' },
    {
      name: 'leave',
      says: 'be-3 stays registered when it is empty; nobody drops it',
      later: 'ADMIN SET FRONTEND CONFIG ("drop_backend_after_decommission" = "true");',
    },
  ],
};
const SLOTS = { knob: 'tablet_sched_slot_num_per_path', original: '8', ours: '16' };
const WISH = { knob: SLOTS.knob, value: '16' };
const REQUEST = { ...progressOf({}).request, verb: 'remove', role: 'be', nodes: ['be-3'], lost: true } as const;
const LOSS: Finding = {
  gate: 'loss',
  severity: 'refusal',
  subject: 'be-3',
  message: '2 tablets would be lost for good: sales.orders/p3 tablet 11013, sales.orders/p4 tablet 11029',
};
const refused = (findings: readonly Finding[]) =>
  progressOf({ request: REQUEST, state: 'refused', steps: [{ ...STEPS.survey, findings }] });

it('who abandons a drain is asked what is left behind, with the statement for later', () =>
  expectGolden('leave-question', [
    ...showLeaveQuestion(QUESTION, VIEW),
    ...QUESTION.choices.flatMap((choice) => showLater(choice, VIEW)),
  ]));

it('a tuned switch is told with what it was and what it goes back to', () =>
  expectGolden('tuned', [
    ...showTuned(WISH, undefined, SLOTS, '4kx9t2mq', VIEW),
    '',
    ...showTuned({ ...WISH, value: '4' }, SLOTS, { ...SLOTS, ours: '4' }, '4kx9t2mq', VIEW),
    '',
    ...showTuned(WISH, undefined, undefined, '4kx9t2mq', VIEW),
    '',
    ...showHeader(progressOf({ request: REQUEST, held: [SLOTS] }), VIEW),
    '',
    ...showHeader(progressOf({ request: REQUEST, held: [SLOTS], state: 'abandoned', endedAt: at('02:03:00') }), VIEW),
  ]));

it('what was set and what was chosen is kept with who and when', () => {
  const by = 'ada@laptop';
  const progress = progressOf({
    state: 'abandoned',
    steps: [STEPS.survey],
    verbs: [
      { verb: 'tune', by, at: at('02:01:00'), what: `${SLOTS.knob} = 16`, why: 'the night is long' },
      { verb: 'abandon', by, at: at('02:02:00'), what: 'leave' },
    ],
  });
  const snapshot = { workflowId: 'cluster/prod', runId: 'run', progress, live: {}, source: 'result' } as const;
  return expectGolden('ops-show-tuned', showOperation(snapshot, VIEW));
});

it('what would be lost is listed, with the phrase to be typed', () =>
  expectGolden('loss', showLoss(LOSS, ['be-3'], VIEW)));

it('the phrase is offered only where it is all that is missing', () => {
  expect(findLossRefusal(refused([LOSS]))).toBe(LOSS);
  const other: Finding = { gate: 'quorum', severity: 'refusal', subject: 'prod', message: 'no majority' };
  expect(findLossRefusal(refused([LOSS, other]))).toBeUndefined();
  expect(findLossRefusal({ ...refused([LOSS]), state: 'done' })).toBeUndefined();
  expect(findLossRefusal({ ...refused([LOSS]), request: { ...REQUEST, mode: 'plan' } })).toBeUndefined();
  expect(findLossRefusal(refused([]))).toBeUndefined();
});

it('the same command again has its flags', () => {
  const phrase = 'drop be-3 and lose its data';
  expect(describeCommand({ ...REQUEST, lost: false, noDrain: true, confirm: [phrase, phrase] })).toBe(
    `remove be-3 --no-drain --confirm '${phrase}' --confirm '${phrase}'`,
  );
});
