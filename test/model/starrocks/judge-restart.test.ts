import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeSequence, judgeSpare, type Member, orderRestart } from '../../../model/starrocks/judge-restart.ts';
import { majorityOf } from '../../../model/majority.ts';

function makeMember(number: number, change: Partial<Member> = {}): Member {
  return { handle: `10.0.0.${number}:9010`, voter: true, leads: false, serves: true, why: 'answers', ...change };
}

/** A cluster as it may be met: voters and observers, some of which do not serve, and a leader that does. */
const anyCluster = fc
  .array(fc.record({ voter: fc.boolean(), serves: fc.boolean() }), { minLength: 0, maxLength: 8 })
  .map((others) => [makeMember(1, { leads: true }), ...others.map((other, index) => makeMember(index + 2, other))]);

const clusterAndWanted = anyCluster.chain((members) =>
  fc.tuple(
    fc.constant(members),
    fc.shuffledSubarray(
      members.map(({ handle }) => handle),
      { minLength: 1 },
    ),
  ),
);

describe('the order', () => {
  test('has each wanted one once, and the leader last', () => {
    fc.assert(
      fc.property(clusterAndWanted, ([members, wanted]) => {
        const order = orderRestart(members, wanted);
        expect([...order].sort()).toEqual([...wanted].sort());
        const leader = members.find(({ leads }) => leads)?.handle ?? '';
        if (wanted.includes(leader)) expect(order.at(-1)).toBe(leader);
      }),
    );
  });

  test('begins with those that do not serve', () => {
    const members = [makeMember(1, { leads: true }), makeMember(2), makeMember(3, { serves: false })];
    expect(orderRestart(members, ['10.0.0.1:9010', '10.0.0.2:9010', '10.0.0.3:9010'])).toEqual([
      '10.0.0.3:9010',
      '10.0.0.2:9010',
      '10.0.0.1:9010',
    ]);
  });
});

describe('one is spared', () => {
  test('only when a majority of the voters serves without it, and every other one serves', () => {
    fc.assert(
      fc.property(clusterAndWanted, ([members, [handle = '']]) => {
        const passes = judgeSpare(members, handle).every(({ severity }) => severity === 'ok');
        const voters = members.filter(({ voter }) => voter);
        const left = voters.filter((member) => member.serves && member.handle !== handle).length;
        const isVoter = voters.some((member) => member.handle === handle);
        const others = members.every((member) => member.serves || member.handle === handle);
        expect(passes).toBe(others && (!isVoter || left * 2 > voters.length));
      }),
    );
  });

  test('an observer costs no quorum', () => {
    const members = [makeMember(1, { leads: true }), makeMember(2, { voter: false })];
    expect(judgeSpare(members, '10.0.0.2:9010')).toEqual([expect.objectContaining({ severity: 'ok' })]);
  });

  test.each([1, 2])('never of %i followers, unless the outage is asked for', (count) => {
    const members = Array.from({ length: count }, (_, index) => makeMember(index + 1, { leads: index === 0 }));
    const handle = '10.0.0.1:9010';
    expect(judgeSpare(members, handle)).toEqual([expect.objectContaining({ gate: 'outage', severity: 'refusal' })]);
    expect(judgeSpare(members, handle, 'a new heap size')).toEqual([
      expect.objectContaining({
        gate: 'outage',
        severity: 'warning',
        message: expect.stringContaining('asked for: a new heap size'),
      }),
    ]);
  });

  test('as a cure, when it is itself what does not serve', () => {
    const members = [makeMember(1, { leads: true }), makeMember(2), makeMember(3, { serves: false })];
    expect(judgeSpare(members, '10.0.0.3:9010')).toEqual([expect.objectContaining({ severity: 'ok' })]);
    expect(judgeSpare(members, '10.0.0.2:9010').map(({ gate }) => gate)).toEqual(['serving', 'outage']);
  });

  test('with an outage nothing refuses', () => {
    fc.assert(
      fc.property(clusterAndWanted, ([members, wanted]) => {
        const findings = judgeSequence(members, orderRestart(members, wanted), 'asked');
        expect(findings.some(({ severity }) => severity === 'refusal')).toBe(false);
      }),
    );
  });
});

test('a sequence is refused exactly when one of its steps would be, those before it serving again', () => {
  fc.assert(
    fc.property(clusterAndWanted, ([members, wanted]) => {
      const order = orderRestart(members, wanted);
      let now = members;
      let refused = false;
      for (const handle of order) {
        refused ||= judgeSpare(now, handle).some(({ severity }) => severity === 'refusal');
        now = now.map((member) => (member.handle === handle ? { ...member, serves: true } : member));
      }
      expect(judgeSequence(members, order).some(({ severity }) => severity === 'refusal')).toBe(refused);
    }),
  );
});

test('two that do not serve of five come first, and no step costs the quorum', () => {
  const five = [1, 2, 3, 4, 5].map((number) => makeMember(number, { leads: number === 1, serves: number < 4 }));
  const order = orderRestart(
    five,
    five.map(({ handle }) => handle),
  );
  expect(order.map((handle) => handle.charAt(7))).toEqual(['4', '5', '2', '3', '1']);
  expect(judgeSequence(five, order).filter(({ severity }) => severity === 'refusal')).toEqual([
    expect.objectContaining({ gate: 'serving', subject: '10.0.0.5:9010' }),
  ]);
});

test('a majority is more than half', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), (voters) => {
      expect(majorityOf(voters) * 2).toBeGreaterThan(voters);
      expect((majorityOf(voters) - 1) * 2).toBeLessThanOrEqual(voters);
    }),
  );
});
