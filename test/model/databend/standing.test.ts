import { expect, test } from 'vitest';
import { findStanding, isHalfJoined } from '../../../model/databend/standing.ts';
import type { MetaMember } from '../../../model/databend/view-membership.ts';
import { metaSpec } from '../../fixtures/meta-host.ts';

const node = metaSpec();
const member = (given: Partial<MetaMember>): MetaMember => ({
  id: 4,
  name: 'meta-4',
  handle: '10.0.0.4:28004',
  votes: true,
  leads: false,
  lives: false,
  hung: false,
  ...given,
});
const at = { term: 2, leader: 1, index: 7 };

test.each([
  ['nobody knows it', [], undefined, { is: 'unknown' }],
  ['a learner', [member({ votes: false })], undefined, { is: 'learner' }],
  ['a voter that the leader has never reached', [member({})], { '4': null }, { is: 'voter', reached: false }],
  ['a voter that has taken something over', [member({})], { '4': at }, { is: 'voter', reached: true }],
  ['a voter that follows', [member({ lives: true })], undefined, { is: 'voter', reached: true }],
  ['the same id at another address', [member({ handle: '10.0.0.9:28004' })], undefined, { is: 'unknown' }],
  ['another id at this address', [member({ id: 9 })], undefined, { is: 'unknown' }],
])('%s', (_, members, replication, expected) => {
  const standing = findStanding(node, { members, ghosts: [] }, replication && { replication });
  expect(standing).toEqual(expected);
});

test('a record without a membership is half a join too, if it is the record of this very node', () => {
  const record = { id: 4, host: '10.0.0.4', port: 28_004 };
  expect(findStanding(node, { members: [], ghosts: [record] }, undefined)).toEqual({ is: 'ghost' });
  expect(isHalfJoined(findStanding(node, { members: [], ghosts: [{ ...record, host: '10.0.0.5' }] }, undefined))).toBe(
    false,
  );
});
