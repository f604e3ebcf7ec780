import type { Leads } from '../../activities/starrocks/await-leader.ts';
import type { Frontends } from '../../activities/starrocks/frontends.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { Operation } from '../core/procedure.ts';
import { refer } from '../core/references.ts';

const frontends = refer<Frontends>('starrocks.frontends');

const STANDING_DOWN = 'the leader is stopped: until another one leads nothing can be written';
const STAND_DOWN = { id: 'stand-down', title: 'Stop the leader, so that another one leads' };
/** An election after a silent cut takes up to 38 s (recorded on 3.5.7); a probe each second. */
const ELECTION = { tries: 60 };

/** Stops the leader and waits for another one; without one in time it is started again. Gives who leads, if it is known. */
export async function standDown(op: Operation, cluster: StarRocksCluster, node: string): Promise<string | undefined> {
  const at = { cluster, node };
  let leads: Leads | undefined;
  await op.guard(
    {
      unpausable: STANDING_DOWN,
      lost: () => op.change('start-again', 'Start it again, for no other one leads', frontends.startAgain, at),
      disrupts: STAND_DOWN,
    },
    async () => {
      await op.change(STAND_DOWN.id, STAND_DOWN.title, frontends.standDown, at, { disruptive: 'leader' });
      const others = { cluster, not: [node] };
      leads = await op.wait('led', 'Wait until another one leads', frontends.awaitLeader, others, ELECTION);
    },
  );
  return leads?.leader;
}

/**
 * The leader goes together with other voters: while all of them still vote, the leadership is brought to one that stays. Nobody
 * can say who is elected, so whoever must not lead stands down in turn, each back in service before the next one.
 */
export async function bringLeadership(
  op: Operation,
  {
    cluster,
    leaving,
    leader,
    must,
  }: {
    readonly cluster: StarRocksCluster;
    readonly leaving: readonly string[];
    readonly leader: string;
    /** When it cannot be brought: hold, or go on with a leader that stands down last. */
    readonly must: boolean;
  },
): Promise<void> {
  let leads: string | undefined = leader;
  for (
    let round = 0;
    leads !== undefined && leaving.includes(leads) && round < leaving.length + (must ? 2 : 0);
    round += 1
  ) {
    let next: string | undefined;
    await op.each([leads], async (node) => {
      const at = { cluster, node };
      await op.block(async () => {
        next = await standDown(op, cluster, node);
        await op.change('return', 'Start it again, it still votes', frontends.startAgain, at);
      });
      await op.wait('returned', 'Wait until it serves again', frontends.awaitServing, at, { tries: 900 });
    });
    leads = next;
  }
  if (leads !== undefined && leaving.includes(leads) && !must) return;
  const stays = { cluster, not: leaving };
  await op.wait('leadership', 'A frontend that stays leads', frontends.awaitLeader, stays, { tries: 10 });
}
