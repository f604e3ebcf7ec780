import { type DatabendCluster, metaHandle } from '../../model/databend/cluster-spec.ts';
import { judgeId } from '../../model/databend/judge-ids.ts';
import { type GroupMember, type StepRefusal, judgeSize, refuseJoin } from '../../model/databend/judge-quorum.ts';
import type { Standing } from '../../model/databend/standing.ts';
import { votersOf } from '../../model/databend/view-membership.ts';
import type { UsedId } from '../../model/operation.ts';
import type { CheckResult, Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { findMeta } from './find-node.ts';
import { readFileIds } from './read-file-ids.ts';
import { surveyGroup } from './survey-group.ts';

export interface JoiningInput {
  readonly cluster: DatabendCluster;
  /** Aliases, in the order in which they are to join. */
  readonly nodes: readonly string[];
  /** @default none are known */
  readonly usedIds?: readonly UsedId[];
}

/** What a join is decided by. */
export type JoiningWay = {
  /** Ids that vote now. */
  readonly voters: readonly number[];
  /** How far each has come already, by alias. */
  readonly standing: Readonly<Record<string, Standing>>;
  /** Who leads. */
  readonly leader: string | null;
};

/** Gates about the group that nodes are to join: its leader, its majority at every step, what is pending, and the ids. */
export async function surveyJoining(tools: Tools, input: JoiningInput): Promise<CheckResult> {
  const { cluster, nodes, usedIds = [] } = input;
  const [{ findings, view, answers }, inFiles] = await Promise.all([
    surveyGroup(tools, cluster, { leaving: nodes }),
    readFileIds(tools, cluster, nodes),
  ]);
  const records = answers.flatMap(({ name, records: told = [] }) => (view.foreign.includes(name) ? [] : told));
  const seen = { view, records, inFiles, used: usedIds };
  const verdicts = nodes.map((node) => {
    const { alias, id, ...spec } = findMeta({ cluster, node });
    return { alias, id, ...judgeId({ alias, id, handle: metaHandle(spec) }, seen) };
  });
  const joining = verdicts.filter(({ standing }) => standing.is !== 'voter');
  const total = votersOf(view).length + joining.length;
  return {
    findings: [
      ...findings,
      ...verdicts.map(({ finding }) => finding),
      ...judgeJoins(view.members, joining),
      ...judgeSize(view.leader === undefined ? 0 : total),
    ],
    value: {
      voters: votersOf(view).map(({ id }) => id),
      standing: Object.fromEntries(verdicts.map(({ alias, standing }) => [alias, standing])),
      leader: view.leader?.name ?? null,
    } satisfies JoiningWay,
  };
}

/** One after the other: each votes and lives before the next one comes. */
function judgeJoins(
  members: readonly GroupMember[],
  joining: readonly { readonly alias: string }[],
): readonly Finding[] {
  let present = members;
  for (const { alias } of joining) {
    const refused = refuseJoin(present, alias);
    if (refused !== undefined) return [toFinding(refused)];
    present = [...present, { name: alias, votes: true, lives: true, leads: false, behind: 0 }];
  }
  return [];
}

export function toFinding({ gate, subject, message }: StepRefusal): Finding {
  return { gate, severity: 'refusal', subject, message, next: ['muster status'] };
}
