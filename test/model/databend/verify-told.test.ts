import { expect, test } from 'vitest';
import { refuseTold, verifyTold } from '../../../model/databend/verify-told.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { answerAsGroup, raftNode, withStatus } from '../../fixtures/meta-answers.ts';

const view = (answers = answerAsGroup()) => viewMembership(answers);

test('exactly these voters, on every member that answers', () => {
  expect(verifyTold(view(), [3, 1, 2])).toEqual({ kind: 'equal' });
  expect(verifyTold(view(answerAsGroup({ dead: [3] })), [1, 2, 3])).toEqual({ kind: 'equal' });
});

test('others, by everybody: somebody else did it', () => {
  expect(verifyTold(view(), [1, 2])).toEqual({
    kind: 'foreign',
    why: 'the voters are 1, 2, 3, and 1, 2 were expected',
  });
  expect(refuseTold(view(), [1, 2])).toMatchObject({ code: 'FOREIGN_CHANGE', kind: 'refused' });
});

test('not the same by everybody, nobody who leads, or a status that hangs: it is not over', () => {
  const differing = withStatus(answerAsGroup({ voters: [1, 2] }), 2, { voters: [1, 2, 3].map(raftNode) });
  expect(verifyTold(view(differing), [1, 2])).toEqual({
    kind: 'pending',
    why: 'meta-1 tells 1, 2; meta-2 tells 1, 2, 3',
  });
  expect(refuseTold(view(answerAsGroup({ dead: [2, 3] })), [1, 2, 3])).toMatchObject({ code: 'CHANGE_PENDING' });
  expect(verifyTold(view(answerAsGroup({ hung: [3] })), [1, 2, 3])).toMatchObject({ kind: 'pending' });
});
