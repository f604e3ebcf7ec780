import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type RemovalStep,
  canStandDownLast,
  orderRemoval,
  refuseStep,
  takeStep,
} from '../../../model/starrocks/removal-steps.ts';
import type { Member } from '../../../model/starrocks/view-members.ts';

/** A cluster with one leader that lives, anything beside it, and some of them named to go. */
const cluster = fc
  .record({
    others: fc.array(
      fc.record({
        role: fc.constantFrom('FOLLOWER' as const, 'OBSERVER' as const),
        beenAlive: fc.boolean(),
        lives: fc.boolean(),
        goes: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    leaderGoes: fc.boolean(),
    leaderAt: fc.nat(6),
  })
  .map(({ others, leaderGoes, leaderAt }) => {
    const rest = others.map(({ role, beenAlive, lives, goes }) => ({
      role: role as Member['role'],
      votes: role === 'FOLLOWER' && (beenAlive || lives),
      lives,
      goes,
    }));
    const at = Math.min(leaderAt, rest.length);
    const leader = { role: 'LEADER' as const, votes: true, lives: true, goes: leaderGoes };
    const all = [...rest.slice(0, at), leader, ...rest.slice(at)].map((one, index) => ({
      ...one,
      handle: `10.0.0.${index + 1}:9010`,
    }));
    const members: readonly Member[] = all.map(({ goes: _, ...member }) => member);
    return { members, leaving: all.filter(({ goes }) => goes).map(({ handle }) => handle) };
  });

const voters = (members: readonly Member[]) => members.filter(({ votes }) => votes);
const alive = (members: readonly Member[]) => voters(members).filter(({ lives }) => lives).length;
/** Written another way than the rule: more than half. */
const majorityLives = (members: readonly Member[]) => alive(members) * 2 > voters(members).length;

function walk(members: readonly Member[], steps: readonly RemovalStep[]) {
  const seen: { step: RemovalStep; before: readonly Member[]; after: readonly Member[] }[] = [];
  let present = members;
  for (const step of steps) {
    const refused = refuseStep(present, step);
    if (refused !== undefined) return { seen, refused, end: present };
    const after = takeStep(present, step);
    seen.push({ step, before: present, after });
    present = after;
  }
  return { seen, refused: undefined, end: present };
}

describe('the steps of a removal', () => {
  test('drop each of those that go exactly once, the dead first and the leader last', () => {
    fc.assert(
      fc.property(cluster, ({ members, leaving }) => {
        const steps = orderRemoval(members, leaving);
        const dropped = steps.filter(({ kind }) => kind === 'drop').map(({ handle }) => handle);
        expect([...dropped].sort()).toEqual([...leaving].sort());
        const going = dropped.map((handle) => members.find((member) => member.handle === handle) as Member);
        const firstLiving = going.findIndex(({ lives }) => lives);
        if (firstLiving !== -1) expect(going.slice(firstLiving).every(({ lives }) => lives)).toBe(true);
        const leaderAt = going.findIndex(({ role }) => role === 'LEADER');
        if (leaderAt !== -1) expect(leaderAt).toBe(going.length - 1);
      }),
    );
  });

  test('leave a majority before and after each one, save for the drop of the dead voter of a pair', () => {
    fc.assert(
      fc.property(cluster, ({ members, leaving }) => {
        for (const { step, before, after } of walk(members, orderRemoval(members, leaving)).seen) {
          expect(majorityLives(after)).toBe(true);
          const savesPair = step.kind === 'drop' && voters(before).length === 2 && alive(before) === 1;
          if (!savesPair) expect(majorityLives(before)).toBe(true);
        }
      }),
    );
  });

  test('never drop a frontend that leads, nor the last one that votes', () => {
    fc.assert(
      fc.property(cluster, ({ members, leaving }) => {
        const { seen, end } = walk(members, orderRemoval(members, leaving));
        for (const { step, before } of seen) {
          const member = before.find(({ handle }) => handle === step.handle);
          if (step.kind === 'drop') expect(member?.role).not.toBe('LEADER');
        }
        expect(voters(end).length).toBeGreaterThan(0);
      }),
    );
  });

  test('never stop or drop the leader of a pair', () => {
    fc.assert(
      fc.property(cluster, ({ members, leaving }) => {
        for (const { step, before } of walk(members, orderRemoval(members, leaving)).seen) {
          if (voters(before).length === 2)
            expect(before.find(({ handle }) => handle === step.handle)?.role).not.toBe('LEADER');
        }
      }),
    );
  });

  test('bring the leadership to one that stays before a living voter goes', () => {
    fc.assert(
      fc.property(cluster, ({ members, leaving }) => {
        const { seen } = walk(members, orderRemoval(members, leaving));
        const leader = members.find(({ role }) => role === 'LEADER');
        if (leader === undefined || !leaving.includes(leader.handle)) return;
        const down = seen.findIndex(({ step }) => step.kind === 'stand-down');
        const living = seen.findIndex(({ step, before }) => {
          const member = before.find(({ handle }) => handle === step.handle);
          return step.kind === 'drop' && member?.votes === true && member.lives;
        });
        if (living !== -1) expect(down).toBeLessThan(living);
      }),
    );
  });

  test('do not refuse one that was never alive, as long as a majority lives', () => {
    fc.assert(
      fc.property(cluster, ({ members }) => {
        const half = members.find(({ votes, lives }) => !votes && !lives);
        if (half === undefined || !majorityLives(members)) return;
        expect(refuseStep(members, { kind: 'drop', handle: half.handle })).toBeUndefined();
      }),
    );
  });
});

const member = (number: number, change: Partial<Member> = {}): Member => ({
  handle: `10.0.0.${number}:9010`,
  role: 'FOLLOWER',
  votes: true,
  lives: true,
  ...change,
});
const leader = member(1, { role: 'LEADER' });
const gateOf = (members: readonly Member[], leaving: readonly number[]) =>
  walk(
    members,
    orderRemoval(
      members,
      leaving.map((number) => `10.0.0.${number}:9010`),
    ),
  ).refused?.gate;

describe('a removal is refused', () => {
  test.each([
    ['the last frontend', [leader], [1], 'last'],
    ['the leader of a pair', [leader, member(2)], [1], 'pair'],
    ['the leader of a pair, its dead half with it', [leader, member(2, { lives: false })], [1, 2], 'last'],
    ['both of a pair', [leader, member(2)], [1, 2], 'pair'],
    ['a follower while another one is dead', [leader, member(2), member(3, { lives: false })], [2], 'quorum'],
    ['the leader while a follower is dead', [leader, member(2), member(3, { lives: false })], [1], 'quorum'],
    ['anything without a majority', [leader, member(2, { lives: false }), member(3, { lives: false })], [2], 'quorum'],
    [
      'the leader while one joins',
      [leader, member(2), member(3), member(4, { votes: false, lives: false })],
      [1],
      'half-joined',
    ],
  ])('for %s', (_, members, leaving, gate) => {
    expect(gateOf(members, leaving)).toBe(gate);
  });
});

describe('a removal goes on', () => {
  test.each([
    ['with the dead voter of a pair', [leader, member(2, { lives: false })], [2]],
    ['with the other half of a pair', [leader, member(2)], [2]],
    ['with the dead one and then another', [leader, member(2), member(3, { lives: false })], [2, 3]],
    ['with the leader of three', [leader, member(2), member(3)], [1]],
    ['with two of three, the leader among them', [leader, member(2), member(3)], [1, 2]],
    ['with an observer of a pair', [leader, member(2), member(3, { role: 'OBSERVER', votes: false })], [3]],
  ])('%s', (_, members, leaving) => {
    expect(gateOf(members, leaving)).toBeUndefined();
  });

  test.each([
    ['two of four', [1, 2, 3, 4], [1, 3], ['stand-down 1', 'drop 3', 'drop 1'], true],
    ['three of five', [1, 2, 3, 4, 5], [5, 1], ['stand-down 1', 'drop 5', 'drop 1'], true],
    ['two of three', [1, 2, 3], [1, 3], ['stand-down 1', 'drop 3', 'drop 1'], false],
  ])(
    'with the leader among %s: the leadership is brought first, and only where few vote it has to be',
    (_, all, leaving, order, canBeLast) => {
      const members = all.map((number) => (number === 1 ? leader : member(number)));
      const handles = leaving.map((number) => `10.0.0.${number}:9010`);
      const steps = orderRemoval(members, handles);
      expect(canStandDownLast(members, handles)).toBe(canBeLast);
      expect(steps.map(({ kind, handle }) => `${kind} ${handle.slice(7, 8)}`)).toEqual(order);
    },
  );

  test('with the dead voter before a dead observer: the time of its pair runs', () => {
    const members = [leader, member(2, { role: 'OBSERVER', votes: false, lives: false }), member(3, { lives: false })];
    const steps = orderRemoval(members, ['10.0.0.2:9010', '10.0.0.3:9010']);
    expect(steps.map(({ handle }) => handle)).toEqual(['10.0.0.3:9010', '10.0.0.2:9010']);
  });
});
