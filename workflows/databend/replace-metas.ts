import type { Metas } from '../../activities/databend/metas.ts';
import type { Queries } from '../../activities/databend/queries.ts';
import type { JoiningInput, JoiningWay } from '../../activities/databend/survey-joining.ts';
import type { LeavingInput, LeavingWay } from '../../activities/databend/survey-leaving.ts';
import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import { type Operation, type ProcedureInput, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { joinMeta, undoJoin } from './join-meta.ts';
import { noteMembers, wasMember } from './known-members.ts';
import { takeOut } from './leave-meta.ts';
import { takeBackClients, updateClients } from './update-clients.ts';

const metas = refer<Metas>('databend.metas');
const queries = refer<Queries>('databend.queries');

/** One that goes, and the one that takes its place. */
interface Pair {
  readonly node: string;
  readonly by: string;
}

/**
 * Replaces meta nodes, one pair after the other: the new one is a voter that has every write before the old one leaves. A dead
 * one leaves first: with one voter more, and it still counted, the group could bear the loss of none of the living.
 */
export const replaceMetas = procedure<DatabendCluster>({
  async run(op, input) {
    const { cluster, nodes, replacements, lost, usedIds } = input;
    const coming = await op.check<JoiningInput, JoiningWay>(
      'joining',
      'Judge the group and the new ids',
      metas.surveyJoining,
      {
        cluster,
        nodes: replacements,
        usedIds,
      },
    );
    noteMembers(input, coming);
    const leaving = { cluster, nodes, lost, joining: lost ? 0 : replacements.length };
    const found = await op.check<LeavingInput, LeavingWay>(
      'leaving',
      'Judge what each step leaves of the majority',
      metas.surveyLeaving,
      leaving,
    );
    const pairs = pairUp(input, found);
    op.settle(pairs.flatMap(({ node, by }) => (lost ? [node, by] : [by, node])));
    await checkHosts(op, input, pairs);
    await op.change('export', 'Export what the group knows', metas.export, { cluster });
    let way = found;
    for (const { node, by } of pairs) {
      const going = { cluster, node, leaving: nodes, lost };
      const leave = () =>
        op.each([node], async () => {
          way = await takeOut(op, going, way);
        });
      if (lost) await leave();
      await op.each([by], async () => {
        const votes = coming?.standing[by]?.is === 'voter';
        way = await comeIn(op, { cluster, node: by, votes, member: wasMember(input, by) }, way);
      });
      if (!lost) await leave();
    }
  },

  /** Before the first leave; from there on there is no way back. */
  async undo(op, input) {
    const { cluster, replacements } = input;
    const members = metasOf(cluster).flatMap(({ alias }) => (replacements.includes(alias) ? [] : [alias]));
    const joined = replacements.filter((by) => !wasMember(input, by));
    await op.each(joined.toReversed(), async (by) => {
      await takeBackClients(op, { cluster, members, add: by });
      await undoJoin(op, { cluster, node: by });
    });
  },
});

async function checkHosts(
  op: Operation,
  { cluster, nodes, lost }: ProcedureInput<DatabendCluster>,
  pairs: readonly Pair[],
): Promise<void> {
  await op.each(
    pairs.map(({ by }) => by),
    async (node) => {
      await op.check('host', 'Check the new host', metas.preflight, { cluster, node });
    },
  );
  if (lost) {
    const leaving = { cluster, leaving: nodes };
    await op.check(
      'endpoints',
      'Check that every Query node keeps a living meta node',
      queries.checkEndpoints,
      leaving,
    );
    return;
  }
  await op.each(
    pairs.map(({ node }) => node),
    async (node) => {
      await op.check('host', 'Check its unit, its process and its files', metas.inspectLeaving, { cluster, node });
    },
  );
}

interface Coming {
  readonly cluster: DatabendCluster;
  readonly node: string;
  /** An earlier try has brought it so far: it is adopted. */
  readonly votes: boolean;
  /** It was a member before. */
  readonly member: boolean;
}

async function comeIn(
  op: Operation,
  { cluster, node, votes, member }: Coming,
  way: LeavingWay | undefined,
): Promise<LeavingWay | undefined> {
  const voters = way?.voters ?? [];
  const group = { voters, members: aliasesOf(cluster, voters) };
  await joinMeta(op, { cluster, node }, way && group, { votes, member });
  const id = metasOf(cluster).find(({ alias }) => alias === node)?.id;
  const grown = id === undefined || voters.includes(id) ? voters : [...voters, id];
  await updateClients(op, { cluster, members: aliasesOf(cluster, way === undefined ? [] : grown), add: node });
  return way && { ...way, voters: grown };
}

/** In the order of those that go: the leader last. */
function pairUp(
  { nodes, replacements }: ProcedureInput<DatabendCluster>,
  way: LeavingWay | undefined,
): readonly Pair[] {
  const pairs = nodes.flatMap((node, place): readonly Pair[] => {
    const by = replacements[place];
    return by === undefined ? [] : [{ node, by }];
  });
  const order = way?.order ?? nodes;
  return [...pairs].sort((a, b) => order.indexOf(a.node) - order.indexOf(b.node));
}

function aliasesOf(cluster: DatabendCluster, voters: readonly number[]): readonly string[] {
  return metasOf(cluster)
    .filter(({ id }) => voters.includes(id))
    .map(({ alias }) => alias);
}
