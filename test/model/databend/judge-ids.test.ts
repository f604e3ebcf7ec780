import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SeenIds, judgeId } from '../../../model/databend/judge-ids.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { answerAsGroup, raftNode, withStatus } from '../../fixtures/meta-answers.ts';

const joiner = { alias: 'meta-4', id: 4, handle: '10.0.0.4:28004' };
const seen = (more: Partial<SeenIds> = {}): SeenIds => ({ view: viewMembership(answerAsGroup()), ...more });
const judge = (more?: Partial<SeenIds>) => judgeId(joiner, seen(more));

test('an id that nobody has seen is good', () => {
  expect(judge()).toMatchObject({ finding: { gate: 'raft-id', severity: 'ok' }, standing: { is: 'unknown' } });
});

describe('an id that was seen is refused', () => {
  test.each([
    ['of a voter elsewhere', seen({ view: { members: [member(4, true, '10.0.0.9:28004')], ghosts: [] } })],
    ['of a learner elsewhere', seen({ view: { members: [member(4, false, '10.0.0.9:28004')], ghosts: [] } })],
    ['of a record elsewhere', seen({ view: { members: [], ghosts: [{ ...raftNode(4), host: '10.0.0.9' }] } })],
    ['of a record that only an old member has', seen({ records: [{ ...raftNode(4), host: '10.0.0.9' }] })],
    ['of the configuration of a peer', seen({ inFiles: [{ name: 'meta-2', id: 4 }] })],
    ['by another id at its address', seen({ view: { members: [], ghosts: [{ ...raftNode(4), id: 8 }] } })],
  ])('%s', (_name, facts) => {
    expect(judgeId(joiner, facts)).toMatchObject({
      finding: { gate: 'raft-id', severity: 'refusal' },
      standing: { is: 'unknown' },
    });
  });

  test('by an earlier operation, which a person may accept', () => {
    const { finding } = judge({ used: [{ id: 4, by: 'operation 7 (remove meta-4)' }] });
    expect(finding).toMatchObject({
      gate: 'used-id',
      severity: 'refusal',
      message: 'id 4 was used by operation 7 (remove meta-4)',
    });
  });
});

describe('half-joined from this very address it is adopted', () => {
  const used = [{ id: 4, by: 'operation 7 (add meta-4)' }];

  test('as a ghost', () => {
    const view = viewMembership(answerAsGroup({ records: [1, 2, 3, 4].map(raftNode) }));
    expect(judge({ view, used })).toMatchObject({ finding: { severity: 'warning' }, standing: { is: 'ghost' } });
  });

  test('as a learner', () => {
    const view = viewMembership(answerAsGroup({ learners: [4] }));
    expect(judge({ view, used }).standing).toEqual({ is: 'learner' });
  });

  test('as a voter, reached or not', () => {
    const answers = answerAsGroup({ voters: [1, 2, 3, 4] });
    expect(judge({ view: viewMembership(answers) }).standing).toEqual({ is: 'voter', reached: true });
    const at = { term: 3, leader: 1, index: 100 };
    const unreached = withStatus(answers, 1, { replication: { 1: at, 2: at, 3: at, 4: null } });
    expect(judge({ view: viewMembership(unreached) }).standing).toEqual({ is: 'voter', reached: false });
  });
});

test('no id that belongs to another address is ever let pass', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      fc.subarray([1, 2, 3, 4, 5, 6, 7, 8, 9]),
      fc.integer({ min: 1, max: 9 }),
      (voters, ghosts, id) => {
        const records = [...new Set([...voters, ...ghosts])].map(raftNode);
        const view = viewMembership(answerAsGroup({ voters, leader: voters[0] ?? 1, records }));
        const { finding } = judgeId({ alias: 'new', id, handle: '10.7.7.7:28004' }, { view });
        expect(finding.severity).toBe(records.some((node) => node.id === id) ? 'refusal' : 'ok');
      },
    ),
  );
});

function member(id: number, votes: boolean, handle: string) {
  return { id, name: handle, handle, votes, leads: false, lives: true, hung: false };
}
