import type { Metadata } from './metadata.ts';
import type { Process } from './process.ts';
import { judgeQuorum, replicasOf } from './quorum.ts';
import { endProcess } from './end-process.ts';
import { TIMELINE, WRITE_ATTEMPTS } from './timeline.ts';
import type { World } from './world.ts';

/**
 * Writes one entry as the leader. Without a majority it waits for one, attempt after attempt, and after the last attempt the
 * leader exits; the entry is then not applied (recorded).
 */
export function writeJournal(
  world: World,
  leader: Process,
  change: (metadata: Metadata) => Metadata,
  done: () => void = () => {},
): void {
  if (leader.failingSince === undefined && judgeQuorum(world, leader) === 'ok') {
    apply(world, leader, change);
    done();
    return;
  }
  leader.pending.push({ change, done });
  if (leader.failingSince !== undefined) return;
  leader.failingSince = world.now;
  attemptAgain(world, leader, 1);
}

/** A replica has come back, or an attempt is over: what waits is written if it can be. */
export function retryPending(world: World, leader: Process): void {
  if (leader.failingSince === undefined || judgeQuorum(world, leader) !== 'ok') return;
  leader.failingSince = undefined;
  for (const { change, done } of leader.pending.splice(0)) {
    apply(world, leader, change);
    done();
  }
}

export function isFailing({ failingSince }: Process): boolean {
  return failingSince !== undefined;
}

function attemptAgain(world: World, leader: Process, attempt: number): void {
  const since = leader.failingSince;
  world.afterOn(leader, TIMELINE.writeAttempt, () => {
    if (leader.failingSince === undefined || leader.failingSince !== since) return;
    if (attempt < WRITE_ATTEMPTS) {
      retryPending(world, leader);
      if (leader.failingSince !== undefined) attemptAgain(world, leader, attempt + 1);
      return;
    }
    leader.effects.log(
      'ERROR failed to begin txn after retried 3 times! txn = (JE 18.3.20) Commit policy: SIMPLE_MAJORITY',
    );
    leader.effects.log('ERROR got exception when trying to write one batch, will exit now.');
    endProcess(world, leader, 255);
  });
}

function apply(world: World, leader: Process, change: (metadata: Metadata) => Metadata): void {
  const { env } = leader;
  if (env === undefined) return;
  const next = change(env.metadata);
  env.metadata = { ...next, journalId: env.metadata.journalId + 1 };
  for (const replica of replicasOf(world, leader)) {
    if (replica.env !== undefined && world.reach(leader, replica)) replica.env.metadata = env.metadata;
  }
}
