import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findLeavingMeta, NOBODY } from '../../../model/databend/leaving.ts';
import type { MemberAnswer } from '../../../model/databend/member-answer.ts';
import type { RaftNode } from '../../../model/databend/meta-status.ts';
import { chooseVia, findMissingMajority, idOf, standOf } from '../../../model/databend/view-leaving.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { makeDatabend } from '../../fixtures/databend-cluster.ts';

const at = (id: number): RaftNode => ({ id, host: `10.0.0.${id}`, port: 28_004, grpc: `10.0.0.${id}:9191` });

interface Group {
  readonly voters: readonly number[];
  readonly learners?: readonly number[];
  readonly leader?: number;
  readonly dead?: readonly number[];
  readonly ghosts?: readonly number[];
  /** Who has not seen yet that others left. */
  readonly behind?: Readonly<Record<number, readonly number[]>>;
}

function view({ voters, learners = [], leader = voters[0] ?? 1, dead = [], ghosts = [], behind = {} }: Group) {
  const answers = [...voters, ...learners].map((id): MemberAnswer => {
    const about = { name: `meta-${id}`, handle: `10.0.0.${id}:28004`, idInFile: id };
    if (dead.includes(id)) return { ...about, health: 'refused', hung: false, why: 'connection refused' };
    return {
      ...about,
      health: 'pass',
      hung: false,
      records: [...voters, ...learners, ...ghosts].map(at),
      status: {
        id,
        version: '1.2.888',
        endpoint: `10.0.0.${id}:28004`,
        state: id === leader ? 'Leader' : 'Follower',
        term: 3,
        lastLogIndex: 20,
        applied: { term: 3, leader, index: 20 },
        leader: at(leader),
        voters: (behind[id] ?? voters).map(at),
        learners: learners.map(at),
        lastSeq: 4,
      },
    };
  });
  return viewMembership(answers);
}

describe('standOf', () => {
  test('gone: neither voter nor learner nor record', () => {
    expect(standOf(view({ voters: [1, 2, 3] }), 4)).toEqual({ is: 'gone' });
  });

  test('a record that a half-finished leave left behind is told again', () => {
    expect(standOf(view({ voters: [1, 2, 3], ghosts: [4] }), 4)).toEqual({ is: 'ready' });
  });

  test('one member that still tells it has not seen the end of a joint configuration', () => {
    expect(standOf(view({ voters: [1, 2, 3], behind: { 3: [1, 2, 3, 4] } }), 4)).toEqual({ is: 'ready' });
  });

  test('leading', () => {
    expect(standOf(view({ voters: [1, 2, 3], leader: 2 }), 2)).toEqual({ is: 'leading' });
  });

  test('blocked: without the one that goes no majority would live, and the command would hang', () => {
    expect(standOf(view({ voters: [1, 2, 3], dead: [3] }), 2)).toEqual({
      is: 'blocked',
      why: 'only 1 of 2 voters that remain live, which is no majority: meta-3 does not live (connection refused)',
    });
  });

  test('blocked: nobody leads', () => {
    expect(standOf(view({ voters: [1, 2, 3], dead: [1, 2] }), 2)).toMatchObject({ is: 'blocked' });
  });

  test('the dead one may leave as long as the others are a majority', () => {
    expect(standOf(view({ voters: [1, 2, 3], dead: [3] }), 3)).toEqual({ is: 'ready' });
  });

  test('an id that nobody has is never gone: it is sent to complete what is pending', () => {
    expect(standOf(view({ voters: [1, 2, 3] }), NOBODY)).toEqual({ is: 'ready' });
  });
});

describe('idOf', () => {
  const cluster = makeDatabend();
  const find = (name: string) => findLeavingMeta(cluster, name) ?? expect.fail(name);

  test('of the file, whatever the group says', () => {
    expect(idOf(view({ voters: [1, 2, 3] }), find('meta-2'))).toBe(2);
  });

  test('of a stranger by its address, as a member or as a record', () => {
    expect(idOf(view({ voters: [1, 2, 3, 9] }), find('10.0.0.9:28004'))).toBe(9);
    expect(idOf(view({ voters: [1, 2, 3], ghosts: [9] }), find('10.0.0.9:28004'))).toBe(9);
    expect(idOf(view({ voters: [1, 2, 3] }), find('10.0.0.9:28004'))).toBeUndefined();
  });

  test('what is neither alias nor address is nobody', () => {
    expect(findLeavingMeta(cluster, 'meta-9')).toBeUndefined();
    expect(findLeavingMeta(cluster, '10.0.0.9')).toBeUndefined();
  });
});

const groups = fc
  .record({ size: fc.integer({ min: 1, max: 7 }), deaths: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }) })
  .map(({ size, deaths }) => {
    const voters = Array.from({ length: size }, (_, index) => index + 1);
    return { voters, dead: voters.filter((id) => deaths[id - 1] === true) };
  });

test('whoever may leave leaves a majority that lives, and had one before', () => {
  fc.assert(
    fc.property(groups, fc.integer({ min: 1, max: 7 }), ({ voters, dead }, id) => {
      const alive = voters.filter((one) => !dead.includes(one));
      const seen = view({ voters, dead, leader: alive[0] ?? 1 });
      const rest = voters.filter((one) => one !== id);
      const may =
        alive.length > voters.length / 2 && rest.filter((one) => !dead.includes(one)).length > rest.length / 2;
      expect(findMissingMajority(seen, id) === undefined).toBe(may);
    }),
  );
});

test('the leader is asked first, the dead and the one that goes never', () => {
  fc.assert(
    fc.property(groups, fc.integer({ min: 1, max: 7 }), ({ voters, dead }, id) => {
      const alive = voters.filter((one) => !dead.includes(one));
      const leader = alive.at(-1) ?? 1;
      const asked = chooseVia(view({ voters, dead, leader }), id).map((one) => one.id);
      if (alive.length <= voters.length / 2) return;
      expect([...asked].sort()).toEqual(alive.filter((one) => one !== id).sort());
      if (leader !== id) expect(asked[0]).toBe(leader);
    }),
  );
});
