import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseNext, decide, makeEntry } from '../../model/admission.ts';
import type { DeskState, IfBusy, Suspension } from '../../model/foreman.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { type DeskFact, listUnconfirmed, recoverDesk } from '../../model/recover-desk.ts';
import { Desk } from '../../workflows/foreman/desk.ts';
import { makeCluster, makeRequest } from '../fixtures/scripted-world.ts';

const AT = '2026-11-21T02:00:00.000Z';
const CLUSTER = makeCluster();
const VERBS = ['add', 'remove', 'restart'] as const;

type Event =
  | { readonly kind: 'submit'; readonly verb: number; readonly node: number; readonly ifBusy: IfBusy }
  | { readonly kind: 'end' | 'leave'; readonly which: number }
  | { readonly kind: 'suspend'; readonly running: Suspension['running'] }
  | { readonly kind: 'open' | 'turn' };

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('submit' as const),
        verb: fc.nat(2),
        node: fc.nat(7),
        ifBusy: fc.constantFrom<IfBusy>('refuse', 'queue'),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat(9) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('suspend' as const),
        running: fc.constantFrom<Suspension['running']>('leave', 'pause'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('open' as const, 'turn' as const) }) },
  ),
  { maxLength: 60 },
);

/** A foreman without its server: its desk, and what its history says of it. */
function play(events: readonly Event[]): { readonly desk: DeskState; readonly facts: readonly DeskFact[] } {
  const desk = new Desk();
  let facts: DeskFact[] = [];
  let number = 0;
  const begin = (request: OperationRequest) => {
    desk.begin(makeEntry(request, AT));
    facts.push({ kind: 'started', request, at: AT }, { kind: 'begun', id: request.id });
  };
  for (const event of events) {
    switch (event.kind) {
      case 'submit': {
        const { verb, node, ifBusy } = event;
        const request = makeRequest({
          id: String(number++),
          cluster: CLUSTER,
          verb: VERBS[verb] ?? 'add',
          role: 'be',
          nodes: [`be-${node}`],
        });
        const submission = { request, ifBusy };
        const decided = decide(desk.state, submission);
        const answer = (admission: (DeskFact & { kind: 'answered' })['admission']) =>
          facts.push({ kind: 'answered', submission, admission, at: AT });
        if (decided.kind === 'start') {
          begin(request);
          answer({ kind: 'running', workflowId: request.id });
        } else if (decided.kind === 'queue')
          answer({
            kind: 'queued',
            place: desk.enqueue({ ...makeEntry(request, AT), request }),
            behind: decided.behind,
          });
        else answer({ kind: 'refused', failure: decided.failure, behind: decided.behind });
        break;
      }
      case 'end': {
        const { running } = desk.state;
        const ended = running[event.which % Math.max(1, running.length)];
        if (ended === undefined) break;
        desk.end(ended.id);
        facts.push({ kind: 'closed', id: ended.id });
        break;
      }
      case 'leave': {
        const { queue } = desk.state;
        const left = queue[event.which % Math.max(1, queue.length)];
        if (left === undefined) break;
        desk.leave(left.id);
        facts.push({ kind: 'left', input: { id: left.id, by: 'test@here' } });
        break;
      }
      case 'suspend': {
        const suspension: Suspension = {
          by: 'test@here',
          reason: String(number++),
          since: AT,
          until: AT,
          running: event.running,
        };
        const held = event.running === 'pause' ? desk.state.running.map(({ id }) => id) : [];
        desk.suspend(suspension, held);
        facts.push({ kind: 'suspended', suspension });
        break;
      }
      case 'open':
        desk.open();
        facts.push({ kind: 'opened' });
        break;
      case 'turn':
        facts = [{ kind: 'began', state: desk.state }];
    }
    for (let next = chooseNext(desk.state); next !== undefined; next = chooseNext(desk.state)) begin(next.request);
  }
  return { desk: desk.state, facts };
}

it('the desk that is read from a history is the one that the foreman had, in its order', () => {
  fc.assert(
    fc.property(events, (events) => {
      const { desk, facts } = play(events);
      expect(recoverDesk(facts)).toEqual(desk);
      expect(listUnconfirmed(facts)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('what came after is counted on top of what was taken up', () => {
  fc.assert(
    fc.property(events, events, (before, after) => {
      const whole = play([...before, { kind: 'turn' }, ...after]);
      expect(recoverDesk(whole.facts)).toEqual(whole.desk);
    }),
    { numRuns: 200 },
  );
});

it('one that was asked to begin and has not been seen to is still to be done', () => {
  const [one, other, third] = ['1', '2', '3'].map((id) => makeRequest({ id, cluster: CLUSTER }));
  if (one === undefined || other === undefined || third === undefined) throw new Error('three were made');
  const facts: DeskFact[] = [
    { kind: 'started', request: one, at: AT },
    { kind: 'started', request: other, at: AT },
    { kind: 'started', request: third, at: AT },
    { kind: 'begun', id: one.id },
    { kind: 'closed', id: third.id },
  ];
  expect(listUnconfirmed(facts)).toEqual([{ ...makeEntry(other, AT), request: other }]);
});
