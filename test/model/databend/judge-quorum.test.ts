import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type GroupMember,
  chooseSuccessor,
  countVoters,
  findLeaveRefusal,
  hasMajority,
  judgeMajority,
  judgeSize,
  orderLeaving,
  refuseJoin,
  refuseLeave,
} from '../../../model/databend/judge-quorum.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { answerAsGroup } from '../../fixtures/meta-answers.ts';

const group = (voters: number, { dead = [] as readonly number[], leader = 1 } = {}): GroupMember[] =>
  Array.from({ length: voters }, (_, index) => index + 1).map((id) => ({
    name: `meta-${id}`,
    votes: true,
    lives: !dead.includes(id),
    leads: id === leader,
    behind: 0,
  }));

describe('leaving', () => {
  test('goes the dead first and the leader last', () => {
    const members = [
      ...group(5, { dead: [4], leader: 2 }),
      { name: 'meta-9', votes: false, lives: true, leads: false },
    ];
    const leaving = ['meta-2', 'meta-1', 'meta-9', 'meta-4'];
    expect(orderLeaving(members, leaving)).toEqual(['meta-4', 'meta-1', 'meta-9', 'meta-2']);
  });

  test('of a living one is refused while a dead one makes up the majority', () => {
    expect(refuseLeave(group(3, { dead: [3] }), 'meta-2')).toEqual({
      gate: 'majority',
      subject: 'meta-2',
      message: 'without meta-2 1 of 2 voters would live, and it takes 2',
    });
    expect(refuseLeave(group(3, { dead: [3] }), 'meta-3')).toBeUndefined();
  });

  test('of the dead half of a pair is refused: the change needs the majority that is gone', () => {
    expect(refuseLeave(group(2, { dead: [2] }), 'meta-2')).toMatchObject({
      gate: 'majority',
      message: '1 of 2 voters live, and it takes 2',
    });
  });

  test('of the last voter is refused', () => {
    expect(refuseLeave(group(1), 'meta-1')).toMatchObject({ gate: 'last-voter' });
    expect(findLeaveRefusal(group(3), ['meta-2', 'meta-3', 'meta-1'])).toMatchObject({ subject: 'meta-1' });
  });

  test('of the leader needs a living voter that stays and is caught up', () => {
    const behind = group(3).map((member) => (member.leads ? member : { ...member, behind: 5_000 }));
    expect(refuseLeave(behind, 'meta-1')).toMatchObject({ gate: 'successor' });
    expect(refuseLeave(group(3), 'meta-1', ['meta-1', 'meta-2', 'meta-3'])).toMatchObject({ gate: 'successor' });
    expect(refuseLeave(group(3), 'meta-1')).toBeUndefined();
  });

  test('never takes a step that leaves the present set or the next one without a majority', () => {
    const names = ['meta-1', 'meta-2', 'meta-3', 'meta-4', 'meta-5', 'meta-6', 'meta-7'];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.subarray([2, 3, 4, 5, 6, 7]),
        fc.subarray(names),
        (voters, dead, leaving) => {
          const members = group(voters, { dead });
          const present = leaving.filter((name) => members.some((member) => member.name === name));
          const order = orderLeaving(members, present);
          expect([...order].sort()).toEqual([...present].sort());
          if (findLeaveRefusal(members, order) !== undefined) return;
          let rest = members;
          for (const name of order) {
            expect(hasMajority(countVoters(rest))).toBe(true);
            rest = rest.filter((member) => member.name !== name);
            expect(hasMajority(countVoters(rest))).toBe(true);
          }
        },
      ),
    );
  });

  test('dead first is never worse than any other order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 7 }),
        fc.subarray([2, 3, 4, 5, 6, 7]),
        fc.shuffledSubarray(['meta-2', 'meta-3', 'meta-4', 'meta-5', 'meta-6', 'meta-7']),
        (voters, dead, leaving) => {
          const members = group(voters, { dead });
          const present = leaving.filter((name) => members.some((member) => member.name === name));
          if (findLeaveRefusal(members, present) === undefined) {
            expect(findLeaveRefusal(members, orderLeaving(members, present))).toBeUndefined();
          }
        },
      ),
    );
  });
});

test('one more voter is refused without a majority, and for nothing else', () => {
  expect(refuseJoin(group(3, { dead: [2, 3] }), 'meta-4')).toMatchObject({ gate: 'majority', subject: 'meta-4' });
  expect(refuseJoin(group(1), 'meta-2')).toBeUndefined();
  expect(refuseJoin(group(3, { dead: [3] }), 'meta-4')).toBeUndefined();
});

test('the successor is the living voter that is the furthest, of those that stay', () => {
  const members = group(5, { dead: [2] }).map((member, index) => ({ ...member, behind: 10 - index }));
  expect(chooseSuccessor(members, [])).toBe('meta-5');
  expect(chooseSuccessor(members, ['meta-5'])).toBe('meta-4');
  expect(chooseSuccessor(group(1), [])).toBeUndefined();
});

test('the majority is counted by what each one says itself', () => {
  expect(judgeMajority(viewMembership(answerAsGroup({ dead: [3] })))).toMatchObject({
    severity: 'ok',
    message: '2 of 3 voters live, each by its own word',
  });
  expect(judgeMajority(viewMembership(answerAsGroup({ dead: [2, 3] })))).toMatchObject({
    severity: 'refusal',
    message: 'nobody leads, and 1 of 3 voters answer: start meta-2, meta-3 first',
  });
});

test('even sizes are warned of', () => {
  expect(judgeSize(4)).toMatchObject([{ message: '4 voters bear the loss of 1, as 3 do' }]);
  expect(judgeSize(5)).toEqual([]);
});
