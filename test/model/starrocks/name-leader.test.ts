import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FrontendRow } from '../../../model/starrocks/frontend-rows.ts';
import { nameLeader } from '../../../model/starrocks/name-leader.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const host = (number: number) => `10.0.0.${number}`;

/** `count` voters as one of them sees them, `leader` leading (0: none). */
function rowsOf(count: number, leader: number): FrontendRow[] {
  return Array.from({ length: count }, (_, index) =>
    index + 1 === leader ? makeLeaderRow(index + 1) : makeRow(index + 1),
  );
}

const view = (from: number, rows: FrontendRow[]) => ({ from: host(from), rows });

test('a single frontend that names itself leads', () => {
  expect(nameLeader([view(1, rowsOf(1, 1))])).toMatchObject({
    kind: 'named',
    voters: 1,
    namedBy: 1,
    leader: { host: host(1) },
  });
});

test('no answer at all is no leader', () => {
  expect(nameLeader([])).toEqual({ kind: 'none', why: 'no frontend answers' });
});

test('two of three that name the leader, itself among them, are enough', () => {
  expect(nameLeader([view(1, rowsOf(3, 1)), view(2, rowsOf(3, 1))])).toMatchObject({
    kind: 'named',
    namedBy: 2,
    voters: 3,
  });
});

test('a leader that only itself names of three is none: it may be cut off', () => {
  expect(nameLeader([view(1, rowsOf(3, 1)), view(2, rowsOf(3, 2)), view(3, rowsOf(3, 3))])).toMatchObject({
    kind: 'none',
  });
  expect(nameLeader([view(1, rowsOf(3, 1))])).toMatchObject({
    kind: 'none',
    why: 'only 1 of 3 voters name 10.0.0.1 as leader',
    lastSeen: { host: host(1) },
  });
});

test('a leader that is named but does not answer is none', () => {
  expect(nameLeader([view(2, rowsOf(3, 1)), view(3, rowsOf(3, 1))])).toMatchObject({
    kind: 'none',
    why: '10.0.0.1 is named leader but does not answer as one',
  });
});

test('the half of a pair has no leader', () => {
  expect(nameLeader([view(1, rowsOf(2, 1))])).toMatchObject({ kind: 'none' });
});

test('a registered follower that never came alive does not count', () => {
  expect(nameLeader([view(1, [makeLeaderRow(1), makeHalfJoinedRow(2), makeHalfJoinedRow(3)])])).toMatchObject({
    kind: 'named',
    voters: 1,
  });
});

test('a joiner that has just become a voter is neither counted nor needed', () => {
  expect(nameLeader([view(1, rowsOf(2, 1))], [host(2)])).toMatchObject({ kind: 'named', voters: 1, namedBy: 1 });
  expect(nameLeader([view(1, rowsOf(3, 1))], [host(3)])).toMatchObject({
    kind: 'none',
    why: 'only 1 of 2 voters name 10.0.0.1 as leader',
  });
});

test('frontends of different clusters are not mixed', () => {
  const stray = [makeLeaderRow(2, { clusterId: '7' })];
  expect(nameLeader([view(1, rowsOf(1, 1)), view(2, stray)])).toMatchObject({
    kind: 'none',
    why: expect.stringContaining('2 different clusters'),
  });
});

test('never are two leaders named from one set of views, and the one named has a majority', () => {
  const opinions = fc
    .integer({ min: 1, max: 7 })
    .chain((count) =>
      fc.tuple(
        fc.constant(count),
        fc.array(fc.integer({ min: 0, max: count }), { minLength: count, maxLength: count }),
      ),
    );
  fc.assert(
    fc.property(opinions, fc.infiniteStream(fc.boolean()), ([count, named], answers) => {
      const views = named
        .map((leader, index) => view(index + 1, rowsOf(count, leader)))
        .filter(() => answers.next().value);
      const naming = nameLeader(views);
      if (naming.kind !== 'named') return;
      const supporters = views.filter(({ rows }) =>
        rows.some(({ role, host: name }) => role === 'LEADER' && name === naming.leader.host),
      );
      expect(supporters.length * 2).toBeGreaterThan(count);
    }),
  );
});
