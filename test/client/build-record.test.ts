import { describe, expect, it } from 'vitest';
import { buildRecord } from '../../client/build-record.ts';
import type { HistoryFact } from '../../model/history-fact.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { progressOf } from './screens/examples.ts';
import { ASKED, completed, failed, scheduled, SQL, verb } from './record-facts.ts';

const kinds = (facts: readonly HistoryFact[]) =>
  buildRecord(facts, 'running').map((entry) => ('step' in entry ? `${entry.kind} ${entry.step}` : entry.kind));
const failure = { code: 'SQL_FAILED', kind: 'refused', message: 'no' } as const;
const performed = (event: number) => completed(event, { evidence: [{ action: SQL, answer: 'OK', at: 'then' }] });

describe('the record of an operation', () => {
  it('is in the order of its time, with each verb where it was given', () => {
    expect(
      kinds([
        ASKED,
        scheduled(5, 'cluster'),
        completed(5, []),
        verb('pause', { by: 'ada', why: 'lunch' }),
        scheduled(11, 'fe-2/joined'),
        verb('resume', { by: 'bob' }),
        completed(11, { kind: 'reached', note: 'alive' }),
      ]),
    ).toEqual(['asked', 'checked cluster', 'verb', 'verb', 'waited fe-2/joined']);
  });

  it('says a plan only where it was not carried out to the letter', () => {
    const planned = [ASKED, scheduled(5, 'fe-2/register:plan'), completed(5, { actions: [SQL] })];
    expect(kinds(planned)).toEqual(['asked', 'planned fe-2/register']);
    const performing = [...planned, scheduled(11, 'fe-2/register:perform')];
    expect(kinds(performing)).toEqual(['asked', 'planned fe-2/register', 'begun fe-2/register']);
    expect(kinds([...performing, performed(11)])).toEqual(['asked', 'done fe-2/register']);
    const other = { ...SQL, statement: 'Y' };
    expect(kinds([...performing, completed(11, { evidence: [{ action: other, answer: 'OK', at: 'then' }] })])).toEqual([
      'asked',
      'planned fe-2/register',
      'done fe-2/register',
    ]);
  });

  it('keeps the first try of a step that was tried again, and what it was about to do', () => {
    expect(
      kinds([
        ASKED,
        scheduled(5, 'fe-2/register:plan'),
        completed(5, { actions: [SQL] }),
        scheduled(11, 'fe-2/register:perform'),
        failed(11, failure),
        verb('retry', { by: 'ada' }),
        scheduled(17, 'fe-2/register:plan#2'),
        completed(17, { actions: [SQL] }),
        scheduled(23, 'fe-2/register:perform#2'),
        performed(23),
      ]),
    ).toEqual(['asked', 'planned fe-2/register', 'failed fe-2/register', 'verb', 'done fe-2/register']);
  });

  it('says how often an activity was tried, and why not at once', () => {
    const facts: readonly HistoryFact[] = [
      ASKED,
      scheduled(5, 'fe-2/register:perform'),
      { kind: 'tried', event: 5, attempt: 3, failure, at: 'then' },
      performed(5),
    ];
    expect(buildRecord(facts, 'running')[1]).toMatchObject({ kind: 'done', tries: { count: 3, failure } });
  });

  it('has a gate that was accepted with its reason', () => {
    const clock = { gate: 'clock', severity: 'refusal', subject: 'fe-2', message: '7 s off' } as const;
    const request = { ...progressOf({}).request, cluster: { name: 'prod' }, accept: { clock: 'NTP on Monday' } };
    const facts: readonly HistoryFact[] = [
      { kind: 'asked', request: request as unknown as OperationRequest, at: 'then' },
      scheduled(5, 'fe-2/host'),
      completed(5, [clock]),
    ];
    expect(buildRecord(facts, 'running')[1]).toMatchObject({
      findings: [{ severity: 'warning', accepted: 'NTP on Monday' }],
    });
  });

  it('has each epoch of a wait of days, what stood in the way, and no look that changed nothing', () => {
    const stall = { cause: 'few-hosts', message: 'why', lasting: 'permanent', next: [], since: 'then' } as const;
    const facts: readonly HistoryFact[] = [
      ASKED,
      scheduled(5, 'be-3/drained'),
      completed(5, { kind: 'meanwhile', note: '4 left', progress: { nodes: {}, stall } }),
      scheduled(11, 'be-3/drained#2'),
      scheduled(17, 'be-3/drained:beat'),
      completed(17, { nodes: {} }),
      completed(11, { kind: 'reached', note: 'empty' }),
    ];
    expect(kinds(facts)).toEqual(['asked', 'waited be-3/drained', 'waited be-3/drained']);
    expect(buildRecord(facts, 'running')[1]).toMatchObject({ note: '4 left', stall });
  });

  it('has what was stopped, what was lost, and how it ended', () => {
    expect(
      kinds([
        ASKED,
        scheduled(5, 'fe-2/joined'),
        { kind: 'cancelled', event: 5, at: 'then' },
        scheduled(11, 'fe-2/serving'),
        completed(11, { kind: 'lost', reason: 'gone' }),
        { kind: 'ended', failure, at: 'then' },
      ]),
    ).toEqual(['asked', 'stopped fe-2/joined', 'failed fe-2/serving', 'ended']);
    expect(buildRecord([ASKED, { kind: 'ended', failure, at: 'then' }], 'failed').at(-1)).toMatchObject({
      state: 'failed',
      failure,
    });
  });
});
