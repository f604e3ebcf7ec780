import { expect, test } from 'vitest';
import { judgeLeavingMember } from '../../../model/databend/judge-leaving.ts';
import { type LeavingMeta, findLeavingMeta } from '../../../model/databend/leaving.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { makeDatabend } from '../../fixtures/databend-cluster.ts';
import { type GroupOptions, answerAsGroup, raftNode } from '../../fixtures/meta-answers.ts';

function judge(name: string, group: GroupOptions, lost = false) {
  const leaving = findLeavingMeta(makeDatabend({ metas: 4 }), name) as LeavingMeta;
  const answers = answerAsGroup(group);
  return judgeLeavingMember(leaving, { view: viewMembership(answers), answers }, lost).map(
    ({ gate, severity, message }) => `${severity} ${gate}: ${message}`,
  );
}

test('a member goes', () => {
  expect(judge('meta-2', {})).toEqual(['ok member: meta-2 votes, with id 2']);
  expect(judge('meta-4', { learners: [4] })).toEqual(['ok member: meta-4 is a learner, with id 4']);
});

test('of one that is none what is left is cleared: its record, or what is on its host', () => {
  expect(judge('meta-4', { records: [1, 2, 3, 4].map(raftNode) })).toEqual([
    'warning member: meta-4 is no member, and recorded with id 4: the record goes',
  ]);
  expect(judge('meta-4', {})[0]).toMatch(/^warning member: 10\.0\.0\.4:28004 is no member.*can be cleared$/);
});

test('an id that is a member’s at another address is no other node’s to give up, whether that one lives or not', () => {
  const elsewhere = { ...findLeavingMeta(makeDatabend({ metas: 4 }), 'meta-2'), name: 'meta-2', host: '10.0.0.12' };
  const answers = answerAsGroup({ dead: [2] });
  for (const lost of [false, true]) {
    const [first] = judgeLeavingMember(elsewhere as LeavingMeta, { view: viewMembership(answers), answers }, lost);
    expect(first).toMatchObject({
      gate: 'member',
      severity: 'refusal',
      message:
        'id 2 is that of 10.0.0.2:28004, and not of meta-2 (10.0.0.12:28004): another node would be taken out of the group',
    });
  }
});

test('one that is lost and no member is refused, and one that answers is not lost', () => {
  expect(judge('10.0.0.9:28004', { dead: [3] }, true)[0]).toMatch(/^refusal member/);
  expect(judge('meta-3', { dead: [3] }, true)).toEqual([
    'ok member: meta-3 votes, with id 3',
    'ok lost: meta-3 does not answer',
  ]);
  expect(judge('meta-3', { hung: [3] }, true)[1]).toMatch(/^refusal lost: meta-3 answers/);
});
