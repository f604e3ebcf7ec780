import type {
  ComputeLeavingInput,
  StillRegistered,
} from '../../activities/starrocks/backend/survey-compute-leaving.ts';
import type { Backends } from '../../activities/starrocks/backends.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { type Operation, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';

const backends = refer<Backends>('starrocks.backends');

/** Takes compute nodes out, one after the other. They hold nothing: until its DROP an undo starts one again, after it one is added. */
export const removeComputeNodes = procedure<StarRocksCluster>({
  async run(op, { cluster, nodes, lost }) {
    const found = await op.check<ComputeLeavingInput, StillRegistered>(
      'cluster',
      'Find what runs on them, and who computes when they are gone',
      backends.surveyComputeLeaving,
      { cluster, nodes, lost },
    );
    if (!lost) {
      await op.each(nodes, async (node) => {
        await op.check('host', 'Check its process, and what would start it again', backends.inspectLeaving, {
          cluster,
          node,
        });
      });
    }
    const registered = found?.registered ?? nodes;
    await op.each(nodes, (node) => takeOut(op, { cluster, node }, { lost, registered: registered.includes(node) }));
  },

  /** A lost one is only registered again: nothing was done to its process. */
  async undo(op, { cluster, nodes, lost }) {
    if (lost) return;
    await op.each([...nodes].reverse(), async (node) => {
      const at = { cluster, node };
      await op.takeBack(['drop'], 'register', 'Register it again', backends.register, at);
      await op.takeBack(['stop'], 'start', 'Start it again', backends.start, at);
    });
  },
});

interface Leaving {
  readonly lost: boolean;
  readonly registered: boolean;
}

async function takeOut(
  op: Operation,
  at: { readonly cluster: StarRocksCluster; readonly node: string },
  { lost, registered }: Leaving,
): Promise<void> {
  // Stop before DROP: what runs on it ends, and from 3.4 on the frontends give it nothing new from the signal on (as read).
  if (!lost) {
    await op.change('stop', 'Stop its process, when what runs there has ended', backends.stop, at, {
      skippable: 'its process goes on, and the queries that run there fail with the DROP',
      disruptive: 'stop',
    });
  }
  if (registered) {
    const gone = { why: 'its entry is gone from the cluster', instead: `muster add ${at.node}` };
    await op.change('drop', 'Drop it from the cluster', backends.dropComputeNode, at, {
      // Behind the stop it is the second half of one disruption.
      ...(lost && { noReturn: gone, disruptive: 'drop' }),
    });
    await op.wait('gone', 'Wait until the leader no longer lists it', backends.awaitNodeGone, at);
  }
  if (lost) await op.change('left', 'Leave its host as it is', backends.leaveComputeHost, at);
}
