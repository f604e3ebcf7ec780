import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Membership } from '../../../../sandbox/databend/model/log.ts';
import {
  changeMembership,
  isJoint,
  isQuorum,
  learnersOf,
  votersOf,
} from '../../../../sandbox/databend/model/membership.ts';

const three: Membership = { configs: [[1, 2, 3]], nodes: [1, 2, 3] };
const joint: Membership = {
  configs: [
    [1, 2, 3],
    [1, 3],
  ],
  nodes: [1, 2, 3],
};

describe('a change of membership', () => {
  it('goes through both sets, and settles on the second', () => {
    expect(changeMembership(three, { kind: 'remove-voter', id: 2 })).toEqual(joint);
    expect(changeMembership(joint, { kind: 'settle' })).toEqual({ configs: [[1, 3]], nodes: [1, 3] });
    expect(changeMembership(three, { kind: 'add-voter', id: 4 }).configs).toEqual([
      [1, 2, 3],
      [1, 2, 3, 4],
    ]);
  });

  it('completes what is pending, whatever it asks for', () => {
    const settled = { configs: [[1, 3]], nodes: [1, 3] };
    expect(changeMembership(joint, { kind: 'remove-node', id: 77 })).toEqual(settled);
    expect(changeMembership(joint, { kind: 'remove-voter', id: 2 })).toEqual(settled);
    expect(changeMembership(joint, { kind: 'add-learner', id: 6 })).toEqual({ configs: [[1, 3]], nodes: [1, 3, 6] });
  });

  it('keeps learners, and takes one out without a second step', () => {
    const learning = changeMembership(three, { kind: 'add-learner', id: 6 });
    expect(learnersOf(learning)).toEqual([6]);
    expect(learnersOf(changeMembership(learning, { kind: 'remove-voter', id: 2 }))).toEqual([6]);
    expect(changeMembership(learning, { kind: 'remove-node', id: 6 })).toEqual(three);
    expect(learnersOf(changeMembership(learning, { kind: 'add-voter', id: 6 }))).toEqual([]);
  });
});

it('never lets two majorities of successive memberships miss each other', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
  const change = fc.record({
    kind: fc.constantFrom('add-voter' as const, 'remove-voter' as const, 'remove-node' as const),
    id: fc.integer({ min: 1, max: 7 }),
  });
  fc.assert(
    fc.property(ids, fc.array(change, { maxLength: 6 }), ids, ids, (first, changes, one, other) => {
      let membership: Membership = { configs: [first], nodes: first };
      for (const next of changes) {
        const later = changeMembership(membership, next);
        // The last voter is refused by the leader.
        if (later.configs.some((config) => config.length === 0)) continue;
        const both = isQuorum(membership, new Set(one)) && isQuorum(later, new Set(other));
        if (both) expect(one.some((id) => other.includes(id))).toBe(true);
        expect(later.nodes).toEqual(expect.arrayContaining(votersOf(later)));
        membership = isJoint(later) && next.id % 2 === 0 ? changeMembership(later, { kind: 'settle' }) : later;
      }
    }),
  );
});
