import type { EditEndpointsInput } from '../../activities/databend/edit-endpoints.ts';
import type { EditJoinInput } from '../../activities/databend/edit-join.ts';
import type { LookAtQueryInput, QueryLook } from '../../activities/databend/look-at-query.ts';
import type { Metas } from '../../activities/databend/metas.ts';
import type { Queries } from '../../activities/databend/queries.ts';
import {
  type DatabendCluster,
  metaEndpoint,
  metaHandle,
  metasOf,
  queriesOf,
} from '../../model/databend/cluster-spec.ts';
import type { Operation, Undo } from '../core/procedure.ts';
import { refer } from '../core/references.ts';

const metas = refer<Metas>('databend.metas');
const queries = refer<Queries>('databend.queries');

/** Who came, or who went. Of one that the cluster file does not know, its addresses as the members recorded them. */
export interface ClientsChange {
  readonly cluster: DatabendCluster;
  /** Aliases of the members when the change is done; their files are edited. */
  readonly members: readonly string[];
  /** Alias. */
  readonly add?: string;
  readonly remove?: string | { readonly raft: string; readonly grpc?: string };
}

/** Five minutes at a probe a second: a Query node that starts reads its catalog first. */
const SERVING = { tries: 300 };

/**
 * The `join` lists of the peers, each without itself, and the endpoints of the Query nodes: one file each, so that a host that is
 * down is one step that holds and says so. Query nodes are restarted one at a time, and only where their file is all they read.
 */
export async function updateClients(op: Operation, change: ClientsChange): Promise<void> {
  for (const peer of peersOf(change)) {
    await op.change(`join-of-${peer}`, `Write the join list of ${peer}`, metas.editJoin, toJoin(change, peer), {
      skippable: `the join list of ${peer} stays as it is; it is read only by a member without data`,
    });
  }
  if (knowsEndpoint(change)) for (const query of namesOf(change)) await updateQuery(op, change, query);
}

async function updateQuery(op: Operation, change: ClientsChange, query: string): Promise<void> {
  const { cluster } = change;
  const at = { cluster, node: query };
  const list = toEndpoints(change, query);
  const write = `endpoints-of-${query}`;
  await op.change(write, `Write the endpoints of ${query}`, queries.editEndpoints, list, {
    skippable: `the list of ${query} stays as it is, and it is not looked at`,
  });
  // Nothing is new for it; most likely its host is down.
  if (op.skipped(write)) return;
  const lookAt = `look-at-${query}`;
  const look = await op.check<LookAtQueryInput, QueryLook>(
    lookAt,
    `See whether ${query} reads its list at its start only`,
    queries.look,
    { ...at, list },
    { skippable: `${query} goes on with the list that it was started with, if it runs` },
  );
  if (op.skipped(lookAt) || look?.way === 'down') return;
  // The way ahead is written down before it can be asked.
  if (look === undefined || look.way === 'restart') {
    await op.change(
      `restart-${query}`,
      `Restart ${query}, whose file is all that it reads`,
      queries.restart,
      { ...at, process: look?.process },
      { skippable: `${query} goes on with the list that it was started with`, disruptive: 'restart' },
    );
  }
  await op.wait(`query-${query}`, `Wait until ${query} answers a query`, queries.awaitQuery, at, {
    ...SERVING,
    skippable: `nobody knows whether ${query} serves`,
  });
}

/** The opposite edits. Query nodes are restarted again where that is how they read them. */
export async function takeBackClients(op: Undo, change: ClientsChange): Promise<void> {
  const { cluster, members, add, remove } = change;
  const back: ClientsChange = {
    cluster,
    members,
    ...(add !== undefined && { remove: add }),
    ...(typeof remove === 'string' && { add: remove }),
  };
  for (const query of namesOf(change)) {
    const done = [`endpoints-of-${query}`];
    await op.takeBack(
      done,
      `endpoints-back-${query}`,
      `Take back the endpoints of ${query}`,
      queries.editEndpoints,
      toEndpoints(back, query),
      {
        skippable: `the list of ${query} stays as it was written`,
      },
    );
    if (op.skipped(`endpoints-back-${query}`)) continue;
    const at = { cluster, node: query };
    await op.takeBack(
      done,
      `refresh-${query}`,
      `Let ${query} read its list again, and answer a query`,
      queries.refresh,
      at,
      {
        skippable: `${query} goes on with the list that it was started with`,
      },
    );
  }
  for (const peer of peersOf(change)) {
    await op.takeBack(
      [`join-of-${peer}`],
      `join-back-${peer}`,
      `Take back the join list of ${peer}`,
      metas.editJoin,
      toJoin(back, peer),
      {
        skippable: `the join list of ${peer} stays as it was written`,
      },
    );
  }
}

/** The one that came has written its own list. */
function peersOf({ members, add }: ClientsChange): readonly string[] {
  return members.filter((member) => member !== add);
}

function namesOf({ cluster }: ClientsChange): readonly string[] {
  return queriesOf(cluster).map(({ alias }) => alias);
}

function knowsEndpoint({ add, remove }: ClientsChange): boolean {
  return add !== undefined || typeof remove === 'string' || remove?.grpc !== undefined;
}

function toJoin({ cluster, members, add, remove }: ClientsChange, node: string): EditJoinInput {
  return {
    // A peer that comes in the same operation has no file when the way is planned.
    ...{ cluster, node, members: specsOf(cluster, members).map(metaHandle), soon: true },
    ...(add !== undefined && { add }),
    ...(remove !== undefined && { remove: typeof remove === 'string' ? remove : { raft: remove.raft } }),
  };
}

function toEndpoints({ cluster, members, add, remove }: ClientsChange, node: string): EditEndpointsInput {
  const grpc = typeof remove === 'object' ? remove.grpc : undefined;
  return {
    ...{ cluster, node, members: specsOf(cluster, members).map(metaEndpoint) },
    ...(add !== undefined && { add }),
    ...(typeof remove === 'string' && { remove }),
    ...(grpc !== undefined && { remove: { grpc } }),
  };
}

function specsOf(cluster: DatabendCluster, members: readonly string[]) {
  return metasOf(cluster).filter(({ alias }) => members.includes(alias));
}
