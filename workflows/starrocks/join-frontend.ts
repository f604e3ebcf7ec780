import type { DropInput, Dropped } from '../../activities/starrocks/drop.ts';
import type { Frontends } from '../../activities/starrocks/frontends.ts';
import type { RegisteredAt } from '../../activities/starrocks/register.ts';
import { type StarRocksCluster, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import type { Operation, Undo } from '../core/procedure.ts';
import { refer } from '../core/references.ts';

const frontends = refer<Frontends>('starrocks.frontends');

/** Recorded on 3.5.7: a pair whose second half is dead loses its leader about 40 s after the first write that fails. */
const JOINING =
  'a node between its start and its first heartbeat may already count as a voter, and a lost one can take the leader with it';

/** Half an hour at a probe every 2 s: a new frontend copies the image and replays the journal before it answers. */
const PATIENCE = { tries: 900 };

interface JoinInput {
  readonly cluster: StarRocksCluster;
  readonly node: string;
  /** Alias of the frontend that founds the cluster in the same operation. @default the cluster is there already */
  readonly founder?: string;
}

/** From a checked host to a frontend of the cluster that serves. Its steps are those of stored histories. */
export async function joinFrontend(op: Operation, { founder, ...at }: JoinInput): Promise<void> {
  const joining = { ...at, ...(founder !== undefined && { founder }) };
  const observer = frontendsOf(at.cluster).some(({ alias, observer }) => alias === at.node && observer);
  await op.block(async (afterRescue) => {
    if (afterRescue) {
      const cleared = await op.change<DropInput, Dropped>(
        'clear-register',
        'Make sure that it is not registered',
        frontends.drop,
        { ...at, unlessLeads: true },
      );
      if (cleared?.leads === true) {
        // An election chose it while nobody was asked: it has joined, and what it has is what the cluster goes on from.
        await op.wait(
          'joined',
          'Wait until it is alive as a member',
          frontends.awaitAlive,
          { ...at, leader: undefined },
          PATIENCE,
        );
        return;
      }
      await op.change('clear-process', 'Stop what the last try left running', frontends.stop, at);
      await op.change('clear-meta', 'Move aside what the last try left in meta', frontends.retireMeta, at);
    }
    await op.change('package', 'Place the package', frontends.place, at);
    await op.change('config', 'Write fe.conf', frontends.configure, at);
    // ADD before start: a start first can lose its group membership to the ADD (starrocks#10485).
    const registered = await op.change<typeof joining, { leader: RegisteredAt }>(
      'register',
      observer ? 'Register it as an observer' : 'Register it as a follower',
      frontends.register,
      joining,
    );
    const lost = { ...at, leader: registered?.leader };
    const join = async () => {
      await op.change('start', 'Start it with the leader as helper', frontends.start, joining);
      await op.wait('joined', 'Wait until it is alive as a member', frontends.awaitAlive, lost, PATIENCE);
    };
    // An observer has no vote: a lost one endangers nobody, so it may be paused, and is dropped only when asked.
    if (observer) return await join();
    await op.guard(
      {
        unpausable: JOINING,
        lost: () => op.change('rescue', 'Drop the lost joiner', frontends.dropLost, lost),
      },
      join,
    );
  });
  await op.wait('serving', 'Wait until it serves', frontends.awaitServing, at, PATIENCE);
}

/** DROP comes before stop: a stopped voter that is still registered can cost a pair its leader. */
export async function undoJoin(op: Undo, at: JoinInput): Promise<void> {
  await op.takeBack(['register', 'start'], 'register', 'Drop it from the cluster', frontends.drop, at);
  await op.takeBack(['start'], 'start', 'Stop its process', frontends.stop, at);
  await op.takeBack(['start'], 'meta', 'Move its meta directory aside', frontends.retireMeta, at);
  await op.takeBack(['config'], 'config', 'Put fe.conf back', frontends.restoreConfig, at);
  await op.takeBack(['package'], 'package', 'Remove the package that was placed', frontends.unplace, at);
}
