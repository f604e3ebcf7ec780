import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { majorityOf } from '../../../model/majority.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { answerAsGroup, raftNode, withStatus } from '../../fixtures/meta-answers.ts';

describe('the leader', () => {
  test('is the one that says so and that a majority names', () => {
    expect(viewMembership(answerAsGroup()).leader).toEqual({ id: 1, name: 'meta-1', term: 3, namedBy: 3, voters: 3 });
  });

  test('is nobody while its own word is the only one', () => {
    const view = viewMembership(answerAsGroup({ dead: [2, 3] }));
    expect(view.leader).toBeUndefined();
    expect(view.whyNone).toBe('only 1 of 3 voters name meta-1 as leader');
    expect(view.silent).toEqual(['meta-2', 'meta-3']);
  });

  test('is nobody when followers name one that is dead', () => {
    const view = viewMembership(answerAsGroup({ dead: [1] }));
    expect(view).toMatchObject({ whyNone: 'nobody says that it leads', claims: [] });
  });

  test('is that of the higher term when an old one has been woken up', () => {
    const woken = withStatus(answerAsGroup({ leader: 2, term: 4 }), 1, {
      state: 'Leader',
      term: 3,
      leader: raftNode(1),
    });
    const view = viewMembership(woken);
    expect(view.leader).toMatchObject({ id: 2, term: 4, namedBy: 2 });
    expect(view.claims.map(({ id, term }) => [id, term])).toEqual([
      [2, 4],
      [1, 3],
    ]);
  });

  test('is nobody when the status of too many hangs, and that is said', () => {
    const view = viewMembership(answerAsGroup({ hung: [2, 3] }));
    expect(view.whyNone).toBe(
      'only 1 of 3 voters name meta-1 as leader; the status of meta-2, meta-3 hangs beside passing health',
    );
    expect(view.hung).toEqual(['meta-2', 'meta-3']);
  });

  test('is never one that fewer than a majority of its voters name', () => {
    const ids = [1, 2, 3, 4, 5];
    fc.assert(
      fc.property(
        fc.subarray(ids, { minLength: 1 }),
        fc.subarray(ids),
        fc.subarray(ids),
        fc.array(fc.record({ id: fc.constantFrom(...ids), term: fc.nat({ max: 4 }), leader: fc.constantFrom(...ids) })),
        (voters, dead, hung, changes) => {
          let answers = answerAsGroup({ voters, leader: voters[0] ?? 1, dead, hung });
          for (const { id, term, leader } of changes) {
            answers = withStatus(answers, id, {
              term,
              leader: raftNode(leader),
              state: leader === id ? 'Leader' : 'Follower',
            });
          }
          const { leader } = viewMembership(answers);
          if (leader === undefined) return;
          const own = answers.find(({ name }) => name === leader.name)?.status;
          expect(own?.state).toBe('Leader');
          const naming = answers.filter(
            ({ status }) =>
              status !== undefined &&
              voters.includes(status.id) &&
              status.leader?.id === leader.id &&
              status.term === leader.term,
          );
          expect(naming.length).toBeGreaterThanOrEqual(majorityOf(voters.length));
        },
      ),
    );
  });
});

describe('the members', () => {
  test('live by their own word, under their own id, in the term of the leader', () => {
    const answers = withStatus(answerAsGroup({ voters: [1, 2, 3, 4, 5, 6, 7], dead: [5] }), 4, { term: 2 });
    const swapped = withStatus(answers, 3, { id: 33 });
    const { members } = viewMembership(swapped);
    expect(members.map(({ name, lives, why }) => [name, lives, why])).toEqual([
      ['meta-1', true, undefined],
      ['meta-2', true, undefined],
      ['meta-3', false, 'the process there has id 33, not 3'],
      ['meta-4', false, 'it is in term 2, the leader in 3'],
      ['meta-5', false, 'connection refused'],
      ['meta-6', true, undefined],
      ['meta-7', true, undefined],
    ]);
  });

  test('come with how far they are behind, which is not known of one that was never reached', () => {
    const at = { term: 3, leader: 1, index: 90 };
    const answers = withStatus(answerAsGroup({ learners: [4] }), 1, { replication: { 1: at, 2: at, 3: null, 4: at } });
    const { members } = viewMembership(answers);
    expect(members.map(({ id, votes, behind }) => [id, votes, behind])).toEqual([
      [1, true, 10],
      [2, true, 10],
      [3, true, undefined],
      [4, false, 10],
    ]);
  });

  test('that tell different voters are told apart', () => {
    const answers = withStatus(answerAsGroup(), 3, { voters: [1, 2, 3, 4].map(raftNode) });
    expect(viewMembership(answers).told).toEqual([
      { voters: [1, 2, 3], by: ['meta-1', 'meta-2'] },
      { voters: [1, 2, 3, 4], by: ['meta-3'] },
    ]);
  });
});

describe('whoever is no member', () => {
  test('is a ghost when only its address is recorded', () => {
    const records = [1, 2, 3, 7].map(raftNode);
    expect(viewMembership(answerAsGroup({ records })).ghosts).toEqual([raftNode(7)]);
  });

  test('is removed when it goes on with what it knew', () => {
    const [fourth] = withStatus(answerAsGroup({ voters: [1, 2, 3, 4] }), 4, { state: 'Candidate', term: 45 }).slice(3);
    const view = viewMembership([...answerAsGroup(), ...(fourth === undefined ? [] : [fourth])]);
    expect(view.removed).toEqual(['meta-4']);
    expect(view.told).toHaveLength(1);
    expect(view.leader?.id).toBe(1);
  });

  test('is blank when it never got data', () => {
    const [empty] = answerAsGroup({ voters: [4], leader: 4 });
    const blank = { ...empty, status: { ...empty?.status, state: 'Learner', voters: [], leader: undefined, term: 0 } };
    expect(viewMembership([...answerAsGroup(), blank as never]).blank).toEqual(['meta-4']);
  });

  test('is foreign when it leads a cluster of its own, or follows one that nobody here knows', () => {
    const alone = answerAsGroup({ voters: [3], leader: 3, term: 9 });
    const others = answerAsGroup().filter(({ name }) => name !== 'meta-3');
    const view = viewMembership([...others, ...alone]);
    expect(view.leader).toMatchObject({ id: 1, namedBy: 2 });
    expect(view.foreign).toEqual(['meta-3']);

    const strange = [1, 2].map((id) => ({ ...raftNode(id), host: `10.9.9.${id}` }));
    const follower = withStatus(answerAsGroup(), 3, { voters: [...strange, raftNode(3)], leader: strange[0] as never });
    expect(viewMembership(follower).foreign).toEqual(['meta-3']);
  });
});
