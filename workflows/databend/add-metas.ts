import type { Metas } from '../../activities/databend/metas.ts';
import type { JoiningInput, JoiningWay } from '../../activities/databend/survey-joining.ts';
import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import { procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { type Group, joinMeta, undoJoin } from './join-meta.ts';

const metas = refer<Metas>('databend.metas');

/** Adds meta nodes, one after the other, each a voter that every member tells before the next one begins. */
export const addMetas = procedure<DatabendCluster>({
  async run(op, { cluster, nodes, usedIds }) {
    const way = await op.check<JoiningInput, JoiningWay>(
      'cluster',
      'Find the leader, and judge the group and the new ids',
      metas.surveyJoining,
      { cluster, nodes, usedIds },
    );
    await op.each(nodes, async (node) => {
      await op.check('host', 'Check the new host', metas.preflight, { cluster, node });
    });
    //READ await op.change('export', 'Export what the group knows', metas.export, { cluster });
    await op.change('export', 'Export what the group knows', metas.export, { cluster });
    let group = way && groupOf(cluster, way.voters);
    await op.each(nodes, async (node) => {
      await joinMeta(op, { cluster, node }, group, { votes: way?.standing[node]?.is === 'voter' });
      group = group && grow(cluster, group, node);
    });
  },

  async undo(op, { cluster, nodes }) {
    await op.each([...nodes].reverse(), (node) => undoJoin(op, { cluster, node }));
  },
});

function groupOf(cluster: DatabendCluster, voters: readonly number[]): Group {
  const members = metasOf(cluster).filter(({ id }) => voters.includes(id));
  return { voters, members: members.map(({ alias }) => alias) };
}

/** The next one joins it too. */
export function grow(cluster: DatabendCluster, { voters }: Group, node: string): Group {
  const joined = metasOf(cluster).filter(({ alias }) => alias === node);
  return groupOf(cluster, [...new Set([...voters, ...joined.map(({ id }) => id)])]);
}
