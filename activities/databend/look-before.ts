import { metaHandle } from '../../model/databend/cluster-spec.ts';
import { chooseSuccessor } from '../../model/databend/judge-quorum.ts';
import { judgeStop } from '../../model/databend/judge-restarting.ts';
import { votersOf } from '../../model/databend/view-membership.ts';
import { MusterError } from '../../model/error.ts';
import type { CheckResult, Finding } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import { identityOf } from '../services/service.ts';
import type { Tools } from '../tools.ts';
import { readMembership } from './find-leader.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { serviceOf } from './service-of.ts';

export interface BeforeInput extends NodeInput {
  /** Why nothing may be written for a while. @default it has to be */
  readonly outage?: string;
}

/**
 * The member as it was before its restart. In history, so that whoever goes on knows which process is the old one: a newer one
 * is not stopped again, whoever started it.
 */
export type MetaBefore = {
  /** What only the process had; absent when none ran. */
  readonly process?: string;
  readonly leads: boolean;
  /** It is the only voter: there is nobody to hand the leadership to, and a transfer would stop its writes for good. */
  readonly alone: boolean;
  /** Ids that vote. */
  readonly voters: readonly number[];
  /** Nobody leads: it is restarted as the cure. */
  readonly leaderless: boolean;
};

/** An election is over by then. */
const TRIES = 3;

/** Whether the others can spare it now, and what it is now. */
export async function lookBefore(tools: Tools, input: BeforeInput): Promise<CheckResult> {
  const node = findMeta(input);
  const [{ view }, { process }] = await Promise.all([
    readMembership(tools, input.cluster),
    serviceOf(tools, node).inspect(),
  ]);
  const own = view.members.find(({ handle }) => handle === metaHandle(node));
  const voters = votersOf(view);
  const leads = own?.leads ?? false;
  const alone = voters.length === 1 && own?.votes === true;
  const findings: Finding[] = [judgeStop(view.members, own?.name ?? node.alias, input.outage)];
  if (view.leader === undefined) {
    findings.push({
      gate: 'meta-leader',
      severity: input.outage === undefined ? 'refusal' : 'warning',
      subject: node.alias,
      message: view.whyNone ?? 'nobody leads',
      next: ['muster status'],
    });
  }
  if (leads && !alone && chooseSuccessor(view.members, []) === undefined) {
    findings.push({
      gate: 'successor',
      severity: input.outage === undefined ? 'refusal' : 'warning',
      subject: node.alias,
      message: `${node.alias} leads, and no living voter is caught up with it`,
      next: ['muster status'],
    });
  }
  const refusal = findings.find(({ severity }) => severity === 'refusal');
  if (refusal !== undefined && activityAttempt() < TRIES) {
    throw new MusterError('CHECK_REFUSED', refusal.message, { kind: 'transient', hint: 'muster status' });
  }
  const value: MetaBefore = {
    ...(process !== undefined && { process: identityOf(process) }),
    ...{ leads, alone, voters: voters.map(({ id }) => id), leaderless: view.leader === undefined },
  };
  return { findings, value };
}
