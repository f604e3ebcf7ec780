import { expect, test } from 'vitest';
import { judgeProof } from '../../../model/databend/judge-proof.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { answerAsGroup, raftNode, withStatus } from '../../fixtures/meta-answers.ts';

const judge = (answers = answerAsGroup()) => judgeProof(viewMembership(answers));

test('it is written where all that answer agree, also beside a dead one', () => {
  expect(judge()).toBeUndefined();
  expect(judge(answerAsGroup({ dead: [3] }))).toBeUndefined();
});

test.each([
  ['nobody leads', answerAsGroup({ dead: [1] }), 'nobody says that it leads'],
  ['a status hangs', answerAsGroup({ hung: [3] }), 'the status of meta-3 hangs'],
  ['somebody is in an election', withStatus(answerAsGroup(), 3, { term: 4 }), 'meta-3: it is in term 4'],
  ['two claim to lead', withStatus(answerAsGroup(), 3, { state: 'Leader', term: 2 }), 'meta-3 says too'],
  [
    'not all have the same voters',
    withStatus(answerAsGroup(), 3, { voters: [1, 2, 3, 4].map(raftNode) }),
    'do not have the same voters',
  ],
])('not where %s', (_name, answers, why) => {
  expect(judge(answers)).toContain(why);
});
