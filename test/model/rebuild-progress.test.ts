import { describe, expect, it } from 'vitest';
import type { HistoryFact } from '../../model/history-fact.ts';
import { parseActivityId, rebuildProgress } from '../../model/rebuild-progress.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { DRAINS } from '../client/screens/drain-examples.ts';
import { progressOf } from '../client/screens/examples.ts';

const request = { ...progressOf({}).request, cluster: { name: 'prod' } } as unknown as OperationRequest;
const ACTION = { kind: 'sql', on: 'a:9030', statement: 'X' } as const;

let clock = 0;
const now = () => new Date(Date.UTC(2026, 0, 1, 0, 0, clock++)).toISOString();
const asked: HistoryFact = { kind: 'asked', request, at: now() };
const scheduled = (event: number, activityId: string): HistoryFact => ({
  kind: 'scheduled',
  event,
  activityId,
  title: `title of ${activityId}`,
  at: now(),
});
const completed = (event: number, result: unknown): HistoryFact => ({ kind: 'completed', event, result, at: now() });

const UNTIL_REGISTER: readonly HistoryFact[] = [
  asked,
  scheduled(5, 'cluster'),
  completed(5, [{ gate: 'quorum', severity: 'ok', subject: 'prod', message: 'fine' }]),
  scheduled(11, 'fe-2/register:plan'),
  completed(11, { actions: [ACTION] }),
  scheduled(17, 'fe-2/register:perform'),
];

describe('an operation told by its history', () => {
  it('has one step of a wait of days, since its first epoch, with what the last one knew', () => {
    const begun = scheduled(40, 'be-3/drained');
    const facts: readonly HistoryFact[] = [
      asked,
      begun,
      completed(40, { kind: 'meanwhile', note: 'first', progress: { nodes: {} } }),
      scheduled(46, 'be-3/drained#2'),
      completed(46, { kind: 'meanwhile', note: 'second', progress: DRAINS.stalled }),
      scheduled(52, 'be-3/drained#3'),
    ];
    const steps = rebuildProgress(facts, { state: 'running' })?.steps;
    expect(steps).toHaveLength(1);
    expect(steps?.[0]).toMatchObject({ state: 'running', startedAt: begun.at, progress: DRAINS.stalled });
    const done = rebuildProgress([...facts, completed(52, { kind: 'reached', note: 'empty' })], { state: 'running' });
    expect(done?.steps[0]).toMatchObject({ state: 'done', note: 'empty' });
  });

  it('goes on with a wait whose epoch a tune has ended, whenever that one says so', () => {
    const facts: readonly HistoryFact[] = [
      asked,
      scheduled(40, 'be-3/drained'),
      scheduled(52, 'be-3/drained#2'),
      { kind: 'cancelled', event: 40, at: now() },
    ];
    const steps = rebuildProgress(facts, { state: 'running' })?.steps;
    expect(steps).toMatchObject([{ id: 'be-3/drained', state: 'running' }]);
    expect(steps?.[0]).not.toHaveProperty('note');
  });

  it('has each step with its node, kind, plan and evidence', () => {
    const facts = [
      ...UNTIL_REGISTER,
      completed(17, { evidence: [{ action: ACTION, answer: 'OK', at: now() }] }),
      scheduled(23, 'fe-2/joined'),
    ];
    expect(rebuildProgress(facts, { state: 'running' })).toMatchObject({
      state: 'running',
      request: { id: '4kx9t2mq', cluster: 'prod' },
      steps: [
        { id: 'cluster', kind: 'check', state: 'done', findings: [{ gate: 'quorum' }] },
        {
          id: 'fe-2/register',
          node: 'fe-2',
          kind: 'change',
          state: 'done',
          actions: [ACTION],
          evidence: [{ answer: 'OK' }],
        },
        { id: 'fe-2/joined', node: 'fe-2', state: 'running' },
      ],
    });
  });

  it('says which window it waits for, and what was said of its windows', () => {
    const windows = { spans: ['22:00,04:00'], timezone: 'UTC', cutoffMs: 0 };
    const about = { step: 'fe-2/stop', node: 'fe-2', title: 'Stop its process' };
    const closed = { open: false, span: '22:00,04:00', opensAt: now(), closesAt: now() };
    const facts: readonly HistoryFact[] = [
      { kind: 'asked', request: { ...request, windows }, at: now() },
      { kind: 'window', answer: { ...closed, about, timezone: 'UTC', at: '2026-01-01T00:00:30.000Z' }, at: now() },
    ];
    expect(rebuildProgress(facts, { state: 'waiting' })).toMatchObject({
      state: 'waiting',
      windows,
      window: { ...about, ...closed, timezone: 'UTC', since: '2026-01-01T00:00:30.000Z' },
    });
    const opened: HistoryFact = { kind: 'verb', verb: 'window', input: { by: 'ada', why: 'x', now: true }, at: now() };
    const running = rebuildProgress([...facts, opened], { state: 'running' });
    expect(running).not.toHaveProperty('window');
    expect(running).toMatchObject({
      windows: { ...windows, overridden: { by: 'ada', why: 'x' } },
      verbs: [{ verb: 'window', what: 'open now' }],
    });
  });

  it('does not take the eyes of a step that waits for a step', () => {
    const facts = [...UNTIL_REGISTER, scheduled(40, 'be-3/drop:eyes#2')];
    expect(rebuildProgress(facts, { state: 'waiting' })?.steps.map(({ id }) => id)).toEqual([
      'cluster',
      'fe-2/register',
    ]);
  });

  it('shows what a change is about to do while it does it', () => {
    expect(rebuildProgress(UNTIL_REGISTER, { state: 'running' })?.steps.at(-1)).toMatchObject({
      state: 'running',
      actions: [ACTION],
    });
  });

  it('says what needs attention, and with which verbs', () => {
    const failure = { code: 'SQL_FAILED', kind: 'refused', message: 'no' } as const;
    const facts: readonly HistoryFact[] = [...UNTIL_REGISTER, { kind: 'failed', event: 17, failure, at: now() }];
    const held = rebuildProgress(facts, { state: 'needs attention', step: 'fe-2/register' });
    expect(held?.attention).toMatchObject({ step: 'fe-2/register', failure, verbs: ['retry', 'undo', 'abandon'] });
    const undoing = [
      ...facts,
      scheduled(31, 'fe-2/undo-register:plan'),
      { kind: 'failed', event: 31, failure, at: now() } as const,
    ];
    expect(rebuildProgress(undoing, { state: 'needs attention', step: 'fe-2/undo-register' })).toMatchObject({
      attention: { step: 'fe-2/undo-register', verbs: ['retry', 'abandon'] },
    });
  });

  it('forgets a failure once the step is begun again', () => {
    const failure = { code: 'SQL_FAILED', kind: 'refused', message: 'no' } as const;
    const facts: readonly HistoryFact[] = [
      ...UNTIL_REGISTER,
      { kind: 'failed', event: 17, failure, at: now() },
      scheduled(40, 'fe-2/register:plan#2'),
    ];
    const step = rebuildProgress(facts, { state: 'running' })?.steps.at(-1);
    expect(step).toMatchObject({ id: 'fe-2/register', state: 'running' });
    expect(step).not.toHaveProperty('failure');
  });

  it('takes a lost wait for a failure, and a reached one for done', () => {
    const wait = (result: unknown) =>
      rebuildProgress([asked, scheduled(5, 'fe-2/joined'), completed(5, result)], { state: 'running' })?.steps[0];
    expect(wait({ kind: 'reached', note: 'alive' })).toMatchObject({ kind: 'wait', state: 'done', note: 'alive' });
    expect(wait({ kind: 'lost', reason: 'gone' })).toMatchObject({
      kind: 'wait',
      state: 'failed',
      failure: { code: 'JOINER_LOST', message: 'gone' },
    });
  });

  it('lists the verbs with who, when and why', () => {
    const facts: readonly HistoryFact[] = [
      asked,
      { kind: 'verb', verb: 'pause', input: { by: 'ada', why: 'lunch' }, at: now() },
    ];
    expect(rebuildProgress(facts, { state: 'paused' })?.verbs).toMatchObject([
      { verb: 'pause', by: 'ada', why: 'lunch' },
    ]);
  });

  it('that was ended from outside has failed, whatever it wrote last', () => {
    const failure = { code: 'INTERNAL', kind: 'unknown', message: 'terminated' } as const;
    const facts: readonly HistoryFact[] = [...UNTIL_REGISTER, { kind: 'ended', failure, at: now() }];
    expect(rebuildProgress(facts, { state: 'running' })).toMatchObject({ state: 'failed', failure });
  });

  it('that has a result is that result', () => {
    const result = progressOf({ state: 'done' });
    expect(rebuildProgress([asked, { kind: 'ended', result, at: now() }], { state: 'running' })).toBe(result);
  });
});

it.each([
  ['cluster', { id: 'cluster' }],
  ['cluster#3', { id: 'cluster' }],
  ['fe-2/register:plan', { id: 'fe-2/register', part: 'plan' }],
  ['fe-2/register:perform#12', { id: 'fe-2/register', part: 'perform' }],
])('activity id %s belongs to its step', (activityId, expected) => {
  expect(parseActivityId(activityId)).toEqual(expected);
});
