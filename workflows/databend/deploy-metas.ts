import { patched } from '@temporalio/workflow';
import type { NodeInput } from '../../activities/databend/find-node.ts';
import type { QueryFile } from '../../activities/databend/find-query-file.ts';
import type { Metas } from '../../activities/databend/metas.ts';
import type { Queries } from '../../activities/databend/queries.ts';
import { type DatabendCluster, metaHandle, metasOf, queriesOf } from '../../model/databend/cluster-spec.ts';
import { type Operation, type Undo, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { type Group, type JoinInput, joinMeta, undoJoin } from './join-meta.ts';

const metas = refer<Metas>('databend.metas');
const queries = refer<Queries>('databend.queries');

/** Five minutes at a probe a second: a node alone leads within two (recorded on 1.2.888). */
const FOUNDING = { tries: 300 };

/** From empty hosts to a group: the first meta node of the file begins it alone, the others join it one by one as in `add`. */
export const deployMetas = procedure<DatabendCluster>({
  async run(op, { cluster }) {
    const nodes = namesOf(cluster);
    const [founder = '', ...others] = nodes;
    await op.check('cluster', 'Check that there is no group yet', metas.surveyEmpty, { cluster });
    await op.each(nodes, async (node) => {
      await op.check('host', 'Check the new host', metas.preflight, { cluster, node, founding: true });
    });
    const listing = await findListing(op, cluster);
    await op.each([founder], (node) => found(op, { cluster, node }));
    for (const [place, node] of others.entries()) {
      const group = groupOf(cluster, nodes.slice(0, place + 1));
      await op.each([node], () => joinMeta(op, { cluster, node }, group, { soon: true }));
      // With `single` and its directory lost it would begin a second group under the same id, so not for longer than it is one.
      await op.each(group.members, async (peer) => {
        await op.change(`knows-${node}`, `Write ${node} into its join list`, metas.editJoin, {
          cluster,
          node: peer,
          add: node,
          soon: true,
          members: [...group.members, node].map((name) => handleOf(cluster, name)),
        });
      });
    }
    await op.each(listing, (query) => tellQuery(op, cluster, query));
  },

  /** What the first one leads goes last. */
  async undo(op, { cluster }) {
    const [founder = '', ...others] = namesOf(cluster);
    if (patched('undo-of-query-lists')) {
      await op.each(
        queriesOf(cluster).map(({ alias }) => alias),
        (query) => undoTelling(op, cluster, query),
      );
    }
    await op.each([...others].reverse(), (node) => undoJoin(op, { cluster, node }));
    await op.each([founder], (node) => undoFound(op, { cluster, node }));
  },
});

/** The Query nodes that have a file already; whoever is installed later has its own list to write. */
async function findListing(op: Operation, cluster: DatabendCluster): Promise<readonly string[]> {
  const listing: string[] = [];
  await op.each(
    queriesOf(cluster).map(({ alias }) => alias),
    async (query) => {
      const at = { cluster, node: query };
      const file = await op.check<NodeInput, QueryFile>(
        'file',
        'See whether it lists meta nodes',
        queries.findFile,
        at,
      );
      if (file?.there !== false) listing.push(query);
    },
  );
  return listing;
}

async function tellQuery(op: Operation, cluster: DatabendCluster, query: string): Promise<void> {
  for (const node of namesOf(cluster)) {
    await op.change(
      `endpoint-${node}`,
      `Write ${node} into its endpoints`,
      queries.editEndpoints,
      { cluster, node: query, add: node },
      { skippable: `the list of ${query} stays without ${node}` },
    );
  }
  await op.change(
    'refresh',
    'Let it read its list, and answer a query',
    queries.refresh,
    { cluster, node: query },
    {
      skippable: `${query} goes on with the list that it was started with`,
    },
  );
}

/** Whoever was in its list before is in it still; whether it leads to somebody is as it was. */
async function undoTelling(op: Undo, cluster: DatabendCluster, query: string): Promise<void> {
  const at = { cluster, node: query };
  for (const node of namesOf(cluster)) {
    const back = `endpoint-back-${node}`;
    await op.takeBack(
      [`endpoint-${node}`],
      back,
      `Take ${node} out of its endpoints`,
      queries.editEndpoints,
      { ...at, remove: node, members: [], emptied: true },
      { skippable: `the list of ${query} stays as it was written` },
    );
    if (op.skipped(back)) return;
  }
  await op.takeBack(
    ['refresh'],
    'refresh-back',
    'Let it read the list of before',
    queries.refresh,
    { ...at, serving: false },
    { skippable: `${query} goes on with the list that it was started with` },
  );
}

function namesOf(cluster: DatabendCluster): readonly string[] {
  return metasOf(cluster).map(({ alias }) => alias);
}

function handleOf(cluster: DatabendCluster, node: string): string {
  const found = metasOf(cluster).find(({ alias }) => alias === node);
  return found === undefined ? node : metaHandle(found);
}

function groupOf(cluster: DatabendCluster, members: readonly string[]): Group {
  const voters = metasOf(cluster).filter(({ alias }) => members.includes(alias));
  return { voters: voters.map(({ id }) => id), members };
}

async function found(op: Operation, at: JoinInput): Promise<void> {
  await op.change('package', 'Place the programs', metas.place, at);
  await op.change('unit', 'Write the file of its unit', metas.writeUnit, at);
  await op.block(async () => {
    await op.change('config', 'Write its TOML file, as the first one', metas.configure, { ...at, members: [] });
    await op.change('directories', 'Make its directories', metas.makeDirectories, at);
    await op.change('read-config', 'Have the program read it', metas.readConfig, at);
  });
  await op.block(async () => {
    await op.change('start', 'Start it: it begins the group', metas.start, { ...at, enable: true });
    await op.wait('founded', 'Wait until it leads, alone', metas.awaitFounded, at, FOUNDING);
  });
  await op.change('proof', 'Prove that it can write', metas.prove, { cluster: at.cluster });
}

/** There is nobody left whom it would leave. */
async function undoFound(op: Undo, at: JoinInput): Promise<void> {
  await op.takeBack(['start'], 'start', 'Stop and disable its unit', metas.stop, { ...at, disable: true });
  await op.takeBack(['config'], 'config', 'Put its TOML file back', metas.restoreConfig, at);
  await op.takeBack(['start'], 'data', 'Move its raft directory aside', metas.retireData, at);
  await op.takeBack(['unit'], 'unit', 'Remove the file of its unit', metas.removeUnit, at);
  await op.takeBack(['package'], 'package', 'Remove the programs that were placed', metas.unplace, at);
}
