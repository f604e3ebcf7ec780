import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTarget } from '../../../model/databend/choose-target.ts';
import type { GroupMember } from '../../../model/databend/judge-quorum.ts';
import { majorityOf } from '../../../model/majority.ts';

const group = (...changes: Partial<GroupMember>[]): GroupMember[] =>
  changes.map((change, index) => ({
    ...{ name: `meta-${index + 1}`, votes: true, lives: true, leads: index === 0, behind: 0 },
    ...change,
  }));

describe('the leadership goes', () => {
  test('to the one that is named', () => {
    expect(chooseTarget(group({}, {}, {}), { to: 'meta-3' })).toEqual({
      kind: 'transfer',
      from: 'meta-1',
      to: 'meta-3',
    });
  });

  test('to the furthest of those that may, where nobody is named', () => {
    const members = group({}, { behind: 7 }, { behind: 2 }, { behind: 1 });
    expect(chooseTarget(members, {})).toMatchObject({ to: 'meta-4' });
    expect(chooseTarget(members, { not: ['meta-1', 'meta-4'] })).toMatchObject({ to: 'meta-3' });
  });

  test('nowhere when it is there already', () => {
    expect(chooseTarget(group({}, {}), { to: 'meta-1' })).toEqual({ kind: 'so', leader: 'meta-1' });
    expect(chooseTarget(group({}, {}, {}), { not: ['meta-2'] })).toEqual({ kind: 'so', leader: 'meta-1' });
  });
});

describe('it is refused', () => {
  test.each<[string, GroupMember[], string | undefined, string, string]>([
    ['nobody leads', group({ leads: false }, {}), undefined, 'meta-leader', 'nobody leads'],
    ['there is one voter', group({}, { votes: false }), undefined, 'successor', 'is the only voter'],
    ['the target is dead', group({}, {}, { lives: false }), 'meta-3', 'successor', 'does not live'],
    ['the target is a learner', group({}, {}, { votes: false }), 'meta-3', 'successor', 'is a learner'],
    ['the target is a stranger', group({}, {}), 'meta-9', 'successor', 'is no member'],
    ['the target was never reached', group({}, {}, { behind: undefined as never }), 'meta-3', 'successor', 'never'],
    ['the target is behind', group({}, {}, { behind: 5_000 }), 'meta-3', 'successor', '5000 entries behind'],
    ['all others are behind', group({}, { behind: 51 }), undefined, 'successor', 'no other living voter'],
    ['the majority is gone', group({}, { lives: false }, { lives: false }), 'meta-2', 'majority', 'only 1 of 3'],
  ])('where %s', (_name, members, to, gate, why) => {
    expect(chooseTarget(members, { to })).toMatchObject({ kind: 'refused', gate, why: expect.stringContaining(why) });
  });
});

test('it never goes to a dead one, a learner, one that is behind, the leader, or one that must not; never on one voter', () => {
  const member = fc.record({ votes: fc.boolean(), lives: fc.boolean(), behind: fc.nat({ max: 100 }) });
  fc.assert(
    fc.property(
      fc.array(member, { minLength: 1, maxLength: 7 }),
      fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
      fc.subarray([1, 2, 3, 4, 5, 6, 7]),
      (changes, wanted, unwanted) => {
        const members = group(...changes.map((change, index) => (index === 0 ? { votes: true, lives: true } : change)));
        const not = unwanted.map((id) => `meta-${id}`);
        const to = wanted === undefined ? undefined : `meta-${wanted}`;
        const verdict = chooseTarget(members, { to, not });
        if (verdict.kind !== 'transfer') return;
        const target = members.find(({ name }) => name === verdict.to);
        expect(target).toMatchObject({ votes: true, lives: true, leads: false });
        expect(target?.behind).toBeLessThanOrEqual(50);
        if (to === undefined) expect(not).not.toContain(verdict.to);
        else expect(verdict.to).toBe(to);
        const voters = members.filter(({ votes }) => votes);
        expect(voters.length).toBeGreaterThan(1);
        expect(voters.filter(({ lives }) => lives).length).toBeGreaterThanOrEqual(majorityOf(voters.length));
      },
    ),
  );
});
