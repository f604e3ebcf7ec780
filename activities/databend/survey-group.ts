import { setTimeout as after } from 'node:timers/promises';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import type { MemberAnswer } from '../../model/databend/member-answer.ts';
import { judgeCluster } from '../../model/databend/judge-cluster.ts';
import type { Finding } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import type { Tools } from '../tools.ts';
import { type Membership, readMembership } from './find-leader.ts';
import { readMembers } from './read-members.ts';

/** Long enough for anything that can commit: 0.05 to 0.15 s (recorded on 1.2.888). */
const AGAIN_MS = 1_000;
const LEAST_MS = 300;

export interface GroupSurvey extends Membership {
  readonly findings: readonly Finding[];
  /** The same nodes a moment later, where something waited to be committed. */
  readonly later?: readonly MemberAnswer[];
}

export interface GroupSurveyOptions {
  /** Names whose death is what the request is about. */
  readonly leaving?: readonly string[];
}

/**
 * Everybody is asked, and once more a moment later where it looks like an election or a change that has just been made, and
 * where something is proposed and not committed: most of that is over by then.
 */
export async function surveyGroup(
  tools: Tools,
  cluster: DatabendCluster,
  { leaving = [] }: GroupSurveyOptions = {},
): Promise<GroupSurvey> {
  let membership = await readMembership(tools, cluster, { metrics: true });
  if (isUnsettled(membership)) {
    await aMoment(cluster);
    membership = await readMembership(tools, cluster, { metrics: true });
  }
  const { view, answers } = membership;
  const waits = answers.some(({ status }) => status !== undefined && status.lastLogIndex > status.applied.index);
  if (!waits) return { ...membership, findings: judgeCluster({ view, answers, leaving }) };
  await aMoment(cluster);
  const later = await readMembers(tools, cluster, { metrics: true });
  return { ...membership, later, findings: judgeCluster({ view, answers, later, leaving }) };
}

function isUnsettled({ view }: Membership): boolean {
  return view.leader === undefined || view.hung.length > 0 || view.told.length > 1;
}

async function aMoment({ pace }: DatabendCluster): Promise<void> {
  await after(Math.max(LEAST_MS, AGAIN_MS * pace), undefined, { signal: activitySignal() });
}
