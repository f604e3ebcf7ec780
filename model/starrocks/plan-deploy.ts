import type { FrontendSpec } from './cluster-spec.ts';
import type { Finding } from '../step.ts';

/** Followers in the order of the file, the first of them founds the cluster; then the observers. */
export function orderDeploy(nodes: readonly FrontendSpec[]): readonly FrontendSpec[] {
  return [...nodes.filter(({ observer }) => !observer), ...nodes.filter(({ observer }) => observer)];
}

/** Only what can stand between quotes as it is: then nothing that quotes a statement can show it in another shape. */
const PASSWORD = /^[\x20-\x26\x28-\x5b\x5d-\x7e]{1,128}$/;

export function isPlainPassword(text: string): boolean {
  return PASSWORD.test(text);
}

/** What the file says about the cluster that is to be: somebody to vote, and a user that can be given its password. */
export function judgeDeploy(cluster: string, nodes: readonly FrontendSpec[], user: string): readonly Finding[] {
  const followers = nodes.filter(({ observer }) => !observer).length;
  return [judgeFollowers(cluster, followers), judgeUser(user)];
}

function judgeFollowers(cluster: string, followers: number): Finding {
  const about = { gate: 'odd', subject: cluster } as const;
  if (followers === 0) {
    return { gate: 'last', severity: 'refusal', subject: cluster, message: 'no node of the file is a follower' };
  }
  const count = `${followers} follower${followers === 1 ? '' : 's'}`;
  if (followers % 2 === 1) return { ...about, severity: 'ok', message: `${cluster} will have ${count}` };
  return {
    ...about,
    severity: 'warning',
    message: `${cluster} will have ${count}, which outlive no more losses than ${followers - 1} would`,
  };
}

/** A new cluster has only root (recorded on 3.5.7); another user would leave root without a password behind it. */
function judgeUser(user: string): Finding {
  const about = { gate: 'privileges', subject: user } as const;
  if (user === 'root') return { ...about, severity: 'ok', message: 'a new cluster has the user root' };
  return {
    ...about,
    severity: 'refusal',
    message: `a new cluster has only the user root, not ${user}`,
    next: ['sql: { user: root, … } in the cluster file until it is deployed', `CREATE USER ${user} …`],
  };
}
