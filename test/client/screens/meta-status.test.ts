import { describe, expect, it } from 'vitest';
import { listChanges } from '../../../client/screens/status-changes.ts';
import { showStatus } from '../../../client/screens/status.ts';
import type { DatabendCluster } from '../../../model/databend/cluster-spec.ts';
import { judgeStatus } from '../../../model/databend/judge-status.ts';
import type { MemberAnswer } from '../../../model/databend/member-answer.ts';
import type { DatabendStatus, QueryNodeStatus } from '../../../model/databend/status.ts';
import { viewEndpoints } from '../../../model/databend/view-endpoints.ts';
import { viewMembership } from '../../../model/databend/view-membership.ts';
import { countLiving, viewMetas } from '../../../model/databend/view-status.ts';
import { answerAsGroup, raftNode, withStatus } from '../../fixtures/meta-answers.ts';
import { makeDatabend } from '../../fixtures/databend-cluster.ts';
import { at, VIEW } from './examples.ts';

const cluster = makeDatabend({ metas: 3, queries: 1, name: 'lake' });
const HEALTHY = answerAsGroup();

function tell(
  answers: readonly MemberAnswer[],
  of: DatabendCluster = cluster,
  endpoints = ['10.0.0.1:9191', '10.0.0.2:9191', '10.0.0.3:9191'],
): DatabendStatus {
  const view = viewMembership(answers);
  const metas = viewMetas(of, answers, view);
  const queries: QueryNodeStatus[] = of.nodes.flatMap((node) =>
    node.role === 'query'
      ? {
          alias: node.alias,
          handle: `${node.host}:8000`,
          serves: 'yes',
          endpoints: viewEndpoints(endpoints, { answers, view }),
          autoSync: 0,
        }
      : [],
  );
  const leader = metas.find((node) => node.leader);
  return {
    cluster: of.name,
    engine: 'databend',
    version: leader?.version ?? of.version,
    readAt: at('02:04:20'),
    ...(leader && { leader: leader.handle, term: leader.term ?? 0 }),
    voters: countLiving(metas),
    metas,
    queries,
    ...judgeStatus({ cluster: of, view, answers, metas, queries }),
  };
}

async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  for (const line of lines) expect(line).not.toMatch(/\s$/);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

const show = (status: DatabendStatus) => showStatus(status, 'none', VIEW);

describe('the status of a Meta service', () => {
  it('in good order has nothing to say', () => expectGolden('meta-status', show(tell(HEALTHY))));

  it('fits a terminal of 80 columns: what each has applied goes first', () => {
    const lines = showStatus(tell(HEALTHY), 'none', { ...VIEW, width: 80 });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const narrower = (status: DatabendStatus) => showStatus(status, 'none', { ...VIEW, width: 72 }).join('\n');
    expect(narrower(tell(HEALTHY))).not.toContain('TERM');
    // Of two terms the higher one counts: that is never left out.
    expect(narrower(tell(withStatus(HEALTHY, 2, { term: 2 })))).toContain('TERM');
    return expectGolden('meta-status-narrow', lines);
  });

  it('whose leader is lost says so until another one is elected', () =>
    expectGolden('meta-status-leader-lost', show(tell(answerAsGroup({ dead: [1] })))));

  it('that has lost its majority, behind a leader that looks perfect', () =>
    expectGolden('meta-status-quorum-lost', show(tell(answerAsGroup({ dead: [2, 3] })))));

  it('where one hangs beside passing health', () =>
    expectGolden('meta-status-hung', show(tell(answerAsGroup({ hung: [2] })))));

  it('all of which hang, or are gone', () =>
    expectGolden('meta-status-all-hung', show(tell(answerAsGroup({ hung: [1], dead: [2, 3] })))));

  it('behind one of whose addresses another cluster answers', () => {
    const elsewhere = [1, 2, 3].map((id) => ({ ...raftNode(id), host: `10.9.0.${id}` }));
    const group = withStatus(HEALTHY, 3, { voters: elsewhere, ...(elsewhere[0] && { leader: elsewhere[0] }) });
    return expectGolden('meta-status-foreign', show(tell(group)));
  });

  it('with what was left half done: a learner, a record of nobody, one without data, one that was removed', () => {
    const six = makeDatabend({ metas: 6, name: 'lake' });
    const records = [1, 2, 3, 4, 9].map(raftNode);
    const group = answerAsGroup({ voters: [1, 2, 3], learners: [4], records });
    const nowhere = { term: 0, leader: 0, index: 0 };
    const [, blank] = answerAsGroup({ voters: [1, 5] });
    const [, removed] = answerAsGroup({ voters: [1, 6], leader: 0, term: 71, inFile: [6] });
    const answers = [
      ...group,
      ...(blank === undefined
        ? []
        : withStatus([blank], 5, { state: 'Learner', term: 0, applied: nowhere, voters: [] })),
      ...(removed === undefined ? [] : withStatus([removed], 6, { state: 'Candidate' })),
    ];
    return expectGolden('meta-status-half-joined', show(tell(answers, six)));
  });

  it('whose Query node lists what is gone', () =>
    expectGolden(
      'meta-status-lists',
      show(tell(answerAsGroup({ dead: [3] }), cluster, ['10.0.0.3:9191', 'http://10.0.0.8:9191'])),
    ));

  it('of which a node is in the file alone', () => {
    const four = makeDatabend({ metas: 4, name: 'lake' });
    return expectGolden(
      'meta-status-absent',
      show(tell([...HEALTHY, ...answerAsGroup({ voters: [4], dead: [4] })], four)),
    );
  });
});

it('a watch of a Meta service says who leads, who answers and what lists have become', () => {
  const before = { status: tell(HEALTHY), operation: 'none' } as const;
  const elected = answerAsGroup({ leader: 2, term: 65, dead: [1] });
  const after = {
    status: tell(elected, cluster, ['10.0.0.2:9191', '10.0.0.3:9191']),
    operation: 'none',
  } as const;
  expect(listChanges(before, after)).toEqual([
    'leader: 10.0.0.1:28004 → 10.0.0.2:28004',
    'voters: 3 of 3 alive → 2 of 3 alive',
    'meta-1 answers: yes → refused',
    'meta-1 state: leader → –',
    'meta-1 version: 1.2.888-patch-8 → –',
    'meta-2 state: follower → leader',
    'query-1 endpoints: 10.0.0.1:9191, 10.0.0.2:9191, 10.0.0.3:9191 → 10.0.0.2:9191, 10.0.0.3:9191',
    'now: meta-1 votes and cannot be counted on: connection refused',
    'now: 2 of 3 voters live: with one less nothing can be written',
  ]);
});
