import { isLossConfirmed, lossPhrase } from '../../loss-phrase.ts';
import type { Finding } from '../../step.ts';
import type { DrainReading, DrainTarget, TabletReading } from './drain-reading.ts';
import { count, listSome } from './group.ts';
import type { Remaining } from './remaining.ts';
import { aliveIds, isReadable, nameTablet, tabletsOn } from './tablet-health.ts';

export interface Loss {
  /** Tablets whose last readable replica, or last replica at all, is on one of the nodes. */
  readonly tablets: readonly TabletReading[];
  /** Replicas there that could not be looked at: of dropped tables, or of tables that were left out. */
  readonly unseen: number;
}

/** What is gone for good when these backends are dropped as they are. The set as a whole: two may have the only two replicas. */
export function findLoss(reading: DrainReading, { leaving, others }: Remaining): Loss {
  const ids = new Set(leaving.map(({ id }) => id));
  const alive = aliveIds(others);
  const here = tabletsOn(reading.tablets, ids);
  const replicas = here.reduce(
    (sum, tablet) => sum + tablet.replicas.filter(({ backendId }) => ids.has(backendId)).length,
    0,
  );
  const counted = leaving.reduce((sum, { tablets }) => sum + tablets, 0);
  return {
    tablets: here.filter((tablet) => !tablet.replicas.some((replica) => isReadable(replica, alive))),
    unseen: Math.max(0, counted - replicas),
  };
}

export interface LossQuestion {
  readonly targets: readonly DrainTarget[];
  readonly lost: boolean;
  /** Dropped with what is on it, whether or not it is the last. */
  readonly noDrain: boolean;
  readonly confirm?: readonly string[];
}

/** Gate `loss`: for nodes that are called lost when something would be lost, for a DROP without a drain always. */
export function judgeLoss(
  loss: Loss,
  { leaving }: Remaining,
  { targets, lost: calledLost, noDrain, confirm }: LossQuestion,
): Finding {
  const names = targets.map(({ name }) => name);
  const about = { gate: 'loss', subject: listSome(names) } as const;
  const lost = describeLoss(loss);
  if (lost === undefined && !noDrain)
    return { ...about, severity: 'ok', message: 'every tablet there has a readable replica elsewhere' };
  const replicas = leaving.reduce((sum, { tablets }) => sum + tablets, 0);
  const consequence =
    lost ??
    `${count(replicas, 'replica')} are dropped with it; each has another one elsewhere, and one less until it is copied again`;
  if (isLossConfirmed(names, confirm)) return { ...about, severity: 'warning', message: `${consequence} (confirmed)` };
  const phrase = lossPhrase(names);
  return {
    ...about,
    severity: 'refusal',
    message: consequence,
    next: [
      `muster remove ${names.join(' ')}${calledLost ? ' --lost' : ''}${noDrain ? ' --no-drain' : ''} --confirm '${phrase}' --confirm '${phrase}'`,
    ],
  };
}

function describeLoss({ tablets, unseen }: Loss): string | undefined {
  const said = [
    ...(tablets.length > 0
      ? [`${count(tablets.length, 'tablet')} would be lost for good: ${listSome(tablets.map(nameTablet))}`]
      : []),
    ...(unseen > 0
      ? [`${count(unseen, 'replica')} could not be looked at (dropped tables, or tables left out), and may be the last`]
      : []),
  ];
  return said.length === 0 ? undefined : said.join('; ');
}
