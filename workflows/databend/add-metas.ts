import type { Metas } from '../../activities/databend/metas.ts';
import type { JoiningInput, JoiningWay } from '../../activities/databend/survey-joining.ts';
import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import { type ProcedureInput, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { type Group, joinMeta, undoJoin } from './join-meta.ts';
import { noteMembers, wasMember } from './known-members.ts';
import { takeBackClients, updateClients } from './update-clients.ts';

const metas = refer<Metas>('databend.metas');

/** By the input of the operation, which its undo shares: the group as it was found. */
const found = new WeakMap<ProcedureInput<DatabendCluster>, Group>();

/** Adds meta nodes, one after the other, each a voter that every member tells before the next one begins. */
export const addMetas = procedure<DatabendCluster>({
  async run(op, input) {
    const { cluster, nodes, usedIds } = input;
    const way = await op.check<JoiningInput, JoiningWay>(
      'cluster',
      'Find the leader, and judge the group and the new ids',
      metas.surveyJoining,
      { cluster, nodes, usedIds },
    );
    if (way !== undefined) found.set(input, groupOf(cluster, way.voters));
    noteMembers(input, way);
    await op.each(nodes, async (node) => {
      await op.check('host', 'Check the new host', metas.preflight, { cluster, node });
    });
    await op.change('export', 'Export what the group knows', metas.export, { cluster });
    const before = membersBefore(input);
    for (const [place, node] of nodes.entries()) {
      const earlier = nodes.slice(0, place);
      const group = way && grow(cluster, groupOf(cluster, way.voters), earlier);
      await op.each([node], async () => {
        await joinMeta(op, { cluster, node }, group, {
          votes: way?.standing[node]?.is === 'voter',
          member: wasMember(input, node),
        });
        await updateClients(op, { cluster, members: [...before, ...earlier, node], add: node });
      });
    }
  },

  async undo(op, input) {
    const { cluster, nodes } = input;
    const before = membersBefore(input);
    const joined = nodes.filter((node) => !wasMember(input, node));
    await op.each(joined.toReversed(), async (node) => {
      const earlier = nodes.slice(0, nodes.indexOf(node));
      await takeBackClients(op, { cluster, members: [...before, ...earlier], add: node });
      await undoJoin(op, { cluster, node });
    });
  },
});

/** As they were found; nobody, before anybody was asked. */
function membersBefore(input: ProcedureInput<DatabendCluster>): readonly string[] {
  return (found.get(input)?.members ?? []).filter((member) => !input.nodes.includes(member));
}

function groupOf(cluster: DatabendCluster, voters: readonly number[]): Group {
  const members = metasOf(cluster).filter(({ id }) => voters.includes(id));
  return { voters, members: members.map(({ alias }) => alias) };
}

/** The next one joins those that came before it too. */
function grow(cluster: DatabendCluster, { voters }: Group, joined: readonly string[]): Group {
  const ids = metasOf(cluster).flatMap(({ alias, id }) => (joined.includes(alias) ? [id] : []));
  return groupOf(cluster, [...new Set([...voters, ...ids])]);
}
