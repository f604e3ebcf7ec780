import { describe, expect, test } from 'vitest';
import { judgeCluster } from '../../../model/databend/judge-cluster.ts';
import type { MemberAnswer } from '../../../model/databend/member-answer.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { answerAsGroup, raftNode, withStatus } from '../../fixtures/meta-answers.ts';

const judge = (answers: readonly MemberAnswer[], later?: readonly MemberAnswer[], leaving: readonly string[] = []) =>
  judgeCluster({ view: viewMembership(answers), answers, leaving, ...(later !== undefined && { later }) });
const bad = (findings: ReturnType<typeof judge>) =>
  findings.filter(({ severity }) => severity !== 'ok').map(({ gate, severity, subject }) => [gate, severity, subject]);

test('a healthy group passes', () => {
  expect(bad(judge(answerAsGroup()))).toEqual([]);
});

describe('what stands in the way', () => {
  test('a dead voter is a warning, its majority a refusal', () => {
    expect(bad(judge(answerAsGroup({ dead: [3] })))).toEqual([['dead', 'warning', 'meta-3']]);
    expect(bad(judge(answerAsGroup({ dead: [2, 3] })))).toContainEqual(['meta-leader', 'refusal', 'the group']);
    expect(bad(judge(answerAsGroup({ dead: [3] }), undefined, ['meta-3']))).toEqual([]);
  });

  test('a status that hangs beside passing health', () => {
    expect(bad(judge(answerAsGroup({ hung: [3] })))).toContainEqual(['hung', 'refusal', 'meta-3']);
  });

  test('two that claim to lead', () => {
    const woken = withStatus(answerAsGroup({ leader: 2, term: 4 }), 1, { state: 'Leader', term: 3 });
    expect(bad(judge(woken))).toContainEqual(['meta-leader', 'refusal', 'meta-1']);
  });

  test('a cluster of somebody else behind an address', () => {
    const alone = answerAsGroup({ voters: [3], leader: 3 });
    const others = answerAsGroup().filter(({ name }) => name !== 'meta-3');
    expect(bad(judge([...others, ...alone]))).toContainEqual(['foreign', 'refusal', 'meta-3']);
  });

  test('members that do not have the same voters', () => {
    const answers = withStatus(answerAsGroup({ voters: [1, 2, 3, 4] }), 2, { voters: [1, 2, 3].map(raftNode) });
    expect(bad(judge(answers))).toContainEqual(['pending', 'refusal', 'the group']);
  });

  test('what is proposed and does not move, unless it moves', () => {
    const stuck = withStatus(answerAsGroup(), 1, { lastLogIndex: 101 });
    expect(bad(judge(stuck, stuck))).toContainEqual(['pending', 'refusal', 'meta-1']);
    const moved = withStatus(stuck, 1, { lastLogIndex: 102, applied: { term: 3, leader: 1, index: 102 } });
    expect(bad(judge(stuck, moved))).toEqual([]);
  });

  test('a record that is left of a join or a leave', () => {
    expect(bad(judge(answerAsGroup({ records: [1, 2, 3, 7].map(raftNode) })))).toEqual([
      ['pending', 'warning', '10.0.0.7:28004'],
    ]);
  });

  test('different versions, and a member that the file does not know or knows otherwise', () => {
    const answers = withStatus(answerAsGroup({ inFile: [1, 2] }), 2, { version: '1.2.800' });
    const renamed = answers.map((answer) => (answer.name === 'meta-1' ? { ...answer, idInFile: 9 } : answer));
    expect(bad(judge(renamed))).toEqual([
      ['meta-versions', 'warning', 'the group'],
      ['raft-id', 'refusal', 'meta-1'],
      ['file', 'warning', '10.0.0.3:28004'],
    ]);
  });
});
