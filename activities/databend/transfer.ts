import { z } from 'zod';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { type TransferVerdict, chooseTarget } from '../../model/databend/choose-target.ts';
import { MusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { evidence } from '../evidence.ts';
import type { Tools } from '../tools.ts';
import { askAdminOnce } from './ask-admin.ts';
import { type MetaLeader, findLeader } from './find-leader.ts';
import { statusLimit } from './limits.ts';
import { pointOf } from './read-members.ts';

export interface TransferInput {
  readonly cluster: DatabendCluster;
  /** Name of the one that is to lead. @default the furthest of those that may */
  readonly to?: string;
  /** Names of those that must not lead. */
  readonly not?: readonly string[];
}

/** What was asked, and in which term, so that the election that follows is known. */
export type Transferred =
  | { readonly sent: false; readonly leader: string }
  | { readonly sent: true; readonly from: string; readonly to: string; readonly term: number };

const answered = z.object({ from: z.number(), to: z.number() });

/** Asks the leader to hand over, always to somebody by name: without one the product takes the next id, dead or alive. */
export const transfer = {
  async plan(tools: Tools, input: TransferInput): Promise<ChangePlan> {
    const found = await findLeader(tools, input.cluster);
    const verdict = decide(found, input);
    if (verdict.kind === 'so') return { actions: [nothing(verdict.leader)] };
    return { actions: [toAction(input.cluster, found, verdict.to)] };
  },

  async perform(tools: Tools, input: TransferInput): Promise<ChangeResult> {
    const { cluster } = input;
    // Each time anew: after a lost reply it may have been done.
    const found = await findLeader(tools, cluster);
    const verdict = decide(found, input);
    if (verdict.kind === 'so') {
      const value: Transferred = { sent: false, leader: verdict.leader };
      return evidence(nothing(verdict.leader), 'it leads by its own word and that of a majority', value);
    }
    const { from, to } = verdict;
    const limitMs = statusLimit(cluster);
    const answer = await askAdminOnce(tools, leaderPoint(cluster, found), pathTo(idOf(found, to)), { limitMs });
    if (answer.status !== 200) {
      throw new MusterError('META_REFUSED', `${from} did not hand over: ${oneLine(answer.body)}`, {
        kind: 'transient',
        hint: 'muster status   # the leader may have moved',
      });
    }
    const told = answered.safeParse(JSON.parse(answer.body));
    if (told.data?.to !== idOf(found, to)) {
      throw new MusterError('META_UNREADABLE', `${from} answered a transfer with ${oneLine(answer.body)}`, {
        kind: 'unknown',
        hint: 'muster status',
      });
    }
    const value: Transferred = { sent: true, from, to, term: found.leader.term };
    return evidence(toAction(cluster, found, to), oneLine(answer.body), value);
  },
};

function decide(found: MetaLeader, input: TransferInput): Exclude<TransferVerdict, { readonly kind: 'refused' }> {
  const verdict = chooseTarget(found.view.members, input);
  if (verdict.kind !== 'refused') return verdict;
  // Who is not there now may be in a moment: a follower that catches up, an election that ends.
  throw new MusterError('CHECK_REFUSED', `The leadership cannot be handed over: ${verdict.why}`, {
    kind: 'transient',
    hint: 'muster status',
  });
}

function leaderPoint(cluster: DatabendCluster, found: MetaLeader) {
  const handle = found.view.members.find(({ leads }) => leads)?.handle ?? '';
  return pointOf(cluster, handle);
}

function idOf({ view }: MetaLeader, name: string): number {
  const found = view.members.find((one) => one.name === name);
  if (found === undefined) throw new MusterError('NOT_MEMBER', `${name} is no member`);
  return found.id;
}

function pathTo(id: number): string {
  return `/v1/ctrl/trigger_transfer_leader?to=${id}`;
}

function toAction(cluster: DatabendCluster, found: MetaLeader, to: string): Action {
  const { name, host, port } = leaderPoint(cluster, found);
  return { kind: 'command', on: name, command: `curl -sS 'http://${host}:${port}${pathTo(idOf(found, to))}'` };
}

function nothing(leader: string): Action {
  return { kind: 'nothing', on: leader, because: `${leader} leads already` };
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').slice(0, 300);
}
