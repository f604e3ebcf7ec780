import type { Left } from '../../activities/databend/leave.ts';
import type { Metas } from '../../activities/databend/metas.ts';
import type { LeavingWay } from '../../activities/databend/survey-leaving.ts';
import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import type { Operation } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { bringLeadership } from './bring-leadership.ts';
import { type ClientsChange, updateClients } from './update-clients.ts';

const metas = refer<Metas>('databend.metas');

/** One that is to go, and all that go with it in this operation. */
export interface Going {
  readonly cluster: DatabendCluster;
  /** Alias, or `host:raft port` of one that the cluster file does not know. */
  readonly node: string;
  /** The leadership comes to none of them. */
  readonly leaving: readonly string[];
  /** They are dead, or their hosts are out of reach: nothing is done there. */
  readonly lost: boolean;
}

const LEAVE = { id: 'leave', title: 'Leave the group' };

/** Each may be an election, or a majority that was lost and came back. */
const MOST_TRIES = 10;
/** About a day, one look every two seconds: hosts come back when they do. */
const MAJORITY = { tries: 40_000 };

/**
 * Takes one member out of the group, then off its host, then out of the files that name it. The leave comes before the stop: a
 * stopped voter that is still a member costs one loss of those that the group can bear. `way` is what the group was when this
 * one's turn came; absent while the way ahead is only written down. Gives what is left of it.
 */
export async function takeOut(
  op: Operation,
  going: Going,
  way: LeavingWay | undefined,
): Promise<LeavingWay | undefined> {
  const { cluster, node, lost } = going;
  const rest = way && without(way, node);
  await leaveGroup(op, going, way, rest);
  if (lost) await op.change('left', 'Leave its host as it is', metas.leaveHost, { cluster, node });
  else await clearHost(op, { cluster, node });
  await updateClients(op, { cluster, members: aliasesOf(cluster, rest), remove: nameForClients(going, way) });
  return rest;
}

async function leaveGroup(
  op: Operation,
  { cluster, node, leaving }: Going,
  way: LeavingWay | undefined,
  rest: LeavingWay | undefined,
): Promise<void> {
  const noReturn = {
    why: 'its id is burnt: the group must never see it again',
    instead: `give ${node} a new id in the cluster file, then: muster add ${node}`,
  };
  const id = way?.ids[node];
  const known = id === undefined ? {} : { id };
  let leads = way?.leader === node;
  await op.untilOpen(LEAVE);
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    if (leads) await bringLeadership(op, { cluster, not: leaving });
    await op.change('ready', 'Prove that the group can write', metas.prove, { cluster });
    const asked = { cluster, node, ...known, last: tries === MOST_TRIES };
    const left = await op.change<typeof asked, Left>(LEAVE.id, LEAVE.title, metas.leave, asked, {
      noReturn,
      disruptive: 'drop',
    });
    if (left === undefined || left.came === 'left') break;
    leads = left.came === 'leads';
    if (leads) continue;
    const pending = { cluster, node, ...known, change: 'leave' } as const;
    await op.wait('majority', 'Wait for a majority: its leave is pending', metas.awaitMajority, pending, MAJORITY);
  }
  const after = { cluster, voters: rest?.voters ?? [], ...(id !== undefined && { changed: id }) };
  await op.wait('gone', 'Wait until every member has the voters that remain', metas.awaitVoters, after);
  await op.change('proof', 'Prove that those that remain can write', metas.prove, { cluster });
}

/** In this order, so that a reboot after any of these does not bring it back as a member. */
async function clearHost(
  op: Operation,
  at: { readonly cluster: DatabendCluster; readonly node: string },
): Promise<void> {
  const stop = { ...at, disable: true };
  await op.change('stop', 'Disable and stop its unit', metas.stop, stop, {
    skippable: 'its process goes on, answers with what it knew, and comes back with its host',
  });
  await op.change('file', 'Move its file aside', metas.retireFile, at, {
    skippable: 'its file stays: with an empty raft directory a start of its unit would join the group again',
  });
  await op.change('data', 'Move its raft directory aside', metas.retireData, at, {
    skippable: 'its old raft directory stays: what is added there again would go on as the one that it was',
  });
}

/** Whose files are edited: members that the cluster file knows. */
function aliasesOf(cluster: DatabendCluster, way: LeavingWay | undefined): readonly string[] {
  return metasOf(cluster)
    .filter(({ id }) => way?.voters.includes(id) ?? false)
    .map(({ alias }) => alias);
}

/** One that the cluster file does not know is known to the others by what was recorded of it. */
function nameForClients({ cluster, node }: Going, way: LeavingWay | undefined): NonNullable<ClientsChange['remove']> {
  if (metasOf(cluster).some(({ alias }) => alias === node)) return node;
  const grpc = way?.endpoints[node];
  return { raft: node, ...(grpc !== undefined && { grpc }) };
}

function without(way: LeavingWay, node: string): LeavingWay {
  const { [node]: id, ...ids } = way.ids;
  return {
    ...way,
    ids,
    order: way.order.filter((name) => name !== node),
    voters: way.voters.filter((voter) => voter !== id),
    leader: way.leader === node ? null : way.leader,
  };
}
