import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseNext, decide, makeEntry, QUEUE_LIMIT, viewDesk } from '../../model/admission.ts';
import { judgePair, workOf } from '../../model/conflicts.ts';
import type { DeskState, IfBusy, Suspension } from '../../model/foreman.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { makeCluster, makeRequest } from '../fixtures/scripted-world.ts';

const AT = '2026-11-21T02:00:00.000Z';
const SUSPENSION: Suspension = {
  by: 'kim@laptop',
  reason: 'quarter close',
  since: AT,
  until: '2026-11-23T07:00:00.000Z',
  running: 'leave',
};
const NOTHING: DeskState = { running: [], queue: [] };

function ask(
  verb: OperationRequest['verb'],
  role: OperationRequest['role'],
  node: string,
  more = {},
): OperationRequest {
  return makeRequest({ id: `${verb}-${node}`, verb, role, nodes: [node], cluster: makeCluster(), ...more });
}
const running = (...requests: OperationRequest[]) => requests.map((request) => makeEntry(request, AT));
const waiting = (...requests: OperationRequest[]) =>
  requests.map((request) => ({ ...makeEntry(request, AT), request }));

const DRAIN = ask('remove', 'be', 'be-3');
const RESTART = ask('restart', 'be', 'be-1');
const ADD = ask('add', 'be', 'be-5');

describe('a submit', () => {
  it('starts where nothing is', () => {
    expect(decide(NOTHING, { request: DRAIN, ifBusy: 'refuse' })).toEqual({ kind: 'start' });
  });

  it('is told who is in the way and why, or waits behind that', () => {
    const state = { running: running(DRAIN), queue: [] };
    expect(decide(state, { request: RESTART, ifBusy: 'refuse' })).toMatchObject({
      kind: 'refuse',
      failure: { code: 'CLUSTER_BUSY', message: expect.stringContaining('remove-be-3 (remove be-3, by test@here)') },
    });
    expect(decide(state, { request: RESTART, ifBusy: 'queue' })).toMatchObject({
      kind: 'queue',
      behind: [{ id: 'remove-be-3', why: expect.stringContaining('a restart takes nodes down') }],
    });
  });

  it('of what is under way already is refused also where it would wait', () => {
    const state = { running: running(DRAIN), queue: [] };
    expect(decide(state, { request: { ...DRAIN, id: 'again' }, ifBusy: 'queue' })).toMatchObject({ kind: 'refuse' });
  });

  it('waits behind what came before, though nothing that runs is in its way', () => {
    const other = ask('add', 'fe', 'fe-2');
    const state = { running: running(ask('add', 'be', 'be-4')), queue: waiting(other) };
    expect(decide(state, { request: ADD, ifBusy: 'queue' })).toMatchObject({
      kind: 'queue',
      behind: [{ id: other.id, why: expect.stringMatching(/^it came before, and /) }],
    });
  });

  it('is sent to the queue where only one that waits is in its way: there is nothing of that to watch', () => {
    const state = { running: running(ask('add', 'be', 'be-4')), queue: waiting(ask('add', 'fe', 'fe-2')) };
    expect(decide(state, { request: ADD, ifBusy: 'refuse' })).toMatchObject({
      failure: {
        message: expect.stringContaining('is waited for by operation add-fe-2'),
        hint: `muster queue ${ADD.cluster.name}`,
      },
    });
    expect(decide({ running: running(DRAIN), queue: [] }, { request: RESTART, ifBusy: 'refuse' })).toMatchObject({
      failure: { hint: `muster ops watch ${DRAIN.id}\nmuster ops show ${DRAIN.id}` },
    });
  });

  it('passes what waits for a drain, where it may run beside the drain itself', () => {
    const state = { running: running(DRAIN), queue: waiting(RESTART) };
    expect(decide(state, { request: ADD, ifBusy: 'refuse' })).toEqual({ kind: 'start' });
  });

  it('passes a restart of the same node too, which waits for a drain: `restart be` names all of the file, and the new one is among them', () => {
    const state = { running: running(DRAIN), queue: waiting(ask('restart', 'be', 'be-5')) };
    expect(decide(state, { request: ADD, ifBusy: 'refuse' })).toEqual({ kind: 'start' });
    const lost = ask('remove', 'fe', 'fe-2', { lost: true });
    const behind = { running: running(DRAIN), queue: waiting(ask('restart', 'fe', 'fe-2')) };
    expect(decide(behind, { request: lost, ifBusy: 'refuse' })).toEqual({ kind: 'start' });
    // Of what takes the very node away the order is what was meant.
    const removal = { running: running(DRAIN), queue: waiting(ask('remove', 'be', 'be-5')) };
    expect(decide(removal, { request: ADD, ifBusy: 'refuse' })).toMatchObject({ kind: 'refuse' });
  });

  it('of a foreman that began before does so as that one did', () => {
    const state = { running: running(DRAIN), queue: waiting(ask('restart', 'be', 'be-5')) };
    expect(decide(state, { request: ADD, ifBusy: 'refuse' }, { passesRestart: false })).toMatchObject({
      kind: 'refuse',
    });
  });

  it('is refused when the queue is as long as a foreman can hand over', () => {
    const more = { ...RESTART, id: 'another' };
    const queue = (size: number) => waiting({ ...RESTART, outage: 'x'.repeat(size) });
    const ask = (size: number) =>
      decide({ running: running(DRAIN), queue: queue(size) }, { request: more, ifBusy: 'queue' });
    expect(ask(QUEUE_LIMIT - 10_000)).toMatchObject({ kind: 'queue' });
    expect(ask(QUEUE_LIMIT)).toMatchObject({
      kind: 'refuse',
      failure: { code: 'CLUSTER_BUSY', message: expect.stringContaining('is full: 1 wait') },
    });
  });

  it('in a suspension waits, or is told until when and why', () => {
    const state = { ...NOTHING, suspension: SUSPENSION };
    expect(decide(state, { request: ADD, ifBusy: 'queue' })).toEqual({ kind: 'queue', behind: [] });
    expect(decide(state, { request: ADD, ifBusy: 'refuse' })).toMatchObject({
      kind: 'refuse',
      failure: {
        code: 'CLUSTER_SUSPENDED',
        message: 'Operations on scripted are suspended until 2026-11-23 07:00 UTC by kim@laptop: quarter close',
      },
    });
    expect(chooseNext({ ...state, queue: waiting(ADD) })).toBeUndefined();
  });
});

const kinds: readonly (readonly [OperationRequest['verb'], OperationRequest['role'], object?])[] = [
  ['add', 'fe'],
  ['remove', 'fe'],
  ['remove', 'fe', { lost: true }],
  ['add', 'be'],
  ['remove', 'be'],
  ['add', 'cn'],
  ['remove', 'cn'],
  ['restart', 'be'],
  ['restart', 'fe'],
  ['deploy', 'fe'],
];
type Event =
  | { readonly kind: 'submit'; readonly of: number; readonly node: number; readonly ifBusy: IfBusy }
  | { readonly kind: 'end'; readonly which: number };
const events = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('submit' as const),
        of: fc.nat(kinds.length - 1),
        node: fc.nat(7),
        ifBusy: fc.constantFrom<IfBusy>('refuse', 'queue'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(10) }) },
  ),
  { maxLength: 60 },
) as fc.Arbitrary<Event[]>;

describe('whatever comes in whatever order', () => {
  /** The foreman's loop without its server. */
  function play(events: readonly Event[]) {
    let state: DeskState = NOTHING;
    const started: string[] = [];
    const queued: string[] = [];
    let number = 0;
    const settle = () => {
      for (;;) {
        const next = chooseNext(state);
        if (next === undefined) return;
        const { request, ...entry } = next;
        state = { ...state, queue: state.queue.filter(({ id }) => id !== next.id), running: [...state.running, entry] };
        started.push(request.id);
        check();
      }
    };
    const check = () => {
      state.running.forEach((one, place) => {
        for (const later of state.running.slice(place + 1))
          expect(judgePair(one.work, later.work).answer).toBe('allowed');
      });
    };
    for (const event of events) {
      if (event.kind === 'end') {
        const ended = state.running[event.which % Math.max(1, state.running.length)];
        state = { ...state, running: state.running.filter((one) => one !== ended) };
      } else {
        const [verb, role, more] = kinds[event.of] ?? ['add', 'be'];
        const request = { ...ask(verb, role, `n-${event.node}`, more), id: String(number++) };
        const decision = decide(state, { request, ifBusy: event.ifBusy });
        if (decision.kind === 'start') {
          started.push(request.id);
          state = { ...state, running: [...state.running, makeEntry(request, AT)] };
        } else if (decision.kind === 'queue') {
          queued.push(request.id);
          state = { ...state, queue: [...state.queue, { ...makeEntry(request, AT), request }] };
        } else expect(decision.behind.length).toBeGreaterThan(0);
      }
      check();
      settle();
    }
    return { state: () => state, set: (next: DeskState) => (state = next), settle, started, queued };
  }

  it('nothing runs beside what it does not go together with', () => {
    fc.assert(
      fc.property(events, (events) => void play(events)),
      { numRuns: 300 },
    );
  });

  it('what was queued begins exactly once when what runs ends', () => {
    fc.assert(
      fc.property(events, (events) => {
        const { state, set, settle, started, queued } = play(events);
        for (let round = 0; state().running.length > 0; round++) {
          expect(round).toBeLessThan(1_000);
          set({ ...state(), running: state().running.slice(1) });
          settle();
        }
        expect(state().queue).toEqual([]);
        expect(new Set(started).size).toBe(started.length);
        expect(started).toEqual(expect.arrayContaining(queued));
      }),
      { numRuns: 300 },
    );
  });
});

it('a view has what waits for what', () => {
  const state: DeskState = { running: running(DRAIN), queue: waiting(RESTART) };
  expect(viewDesk('prod', state)).toMatchObject({
    running: [{ id: DRAIN.id, what: 'remove be-3' }],
    queue: [{ id: RESTART.id, behind: [{ id: DRAIN.id }] }],
  });
  expect(workOf(DRAIN)).toEqual({ kind: 'drain', verb: 'remove', nodes: ['be-3'] });
});
