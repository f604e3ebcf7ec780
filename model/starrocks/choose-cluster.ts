import type { LocalView } from './name-leader.ts';

/**
 * Which of the answers are those of the cluster: that of the most frontends, then the one with the most registered, then
 * the one that was asked first. The hosts of the others belong to another cluster, such as one that was once started
 * without a helper.
 */
export function findStrangers(views: readonly LocalView[]): readonly string[] {
  const votes = new Map<string, { asked: number; registered: number }>();
  for (const { rows } of views) {
    const id = clusterIdOf(rows);
    if (id === undefined) continue;
    const { asked, registered } = votes.get(id) ?? { asked: 0, registered: 0 };
    votes.set(id, { asked: asked + 1, registered: Math.max(registered, rows.length) });
  }
  const [chosen] = [...votes].sort(([, a], [, b]) => b.asked - a.asked || b.registered - a.registered);
  return views.filter(({ rows }) => clusterIdOf(rows) !== chosen?.[0]).map(({ from }) => from);
}

function clusterIdOf(rows: LocalView['rows']): string | undefined {
  return rows.find(({ clusterId }) => clusterId !== '')?.clusterId;
}
