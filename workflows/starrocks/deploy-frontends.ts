import type { Frontends } from '../../activities/starrocks/frontends.ts';
import { type StarRocksCluster, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { orderDeploy } from '../../model/starrocks/plan-deploy.ts';
import { type Operation, type Undo, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { joinFrontend, undoJoin } from './join-frontend.ts';

const frontends = refer<Frontends>('starrocks.frontends');

const PATIENCE = { tries: 900 };

/** From empty hosts to a cluster: the first follower of the file founds it, the others join it as in `add`, observers last. */
export const deployFrontends = procedure<StarRocksCluster>({
  async run(op, { cluster }) {
    const nodes = listNodes(cluster);
    const [founder = ''] = nodes;
    await op.check('cluster', 'Check that there is no cluster yet', frontends.surveyEmpty, { cluster });
    await op.each(nodes, async (node) => {
      await op.check('host', 'Check the new host', frontends.preflight, { cluster, node, founding: true });
    });
    await op.each([founder], (node) => found(op, { cluster, node }));
    await op.each(nodes.slice(1), (node) => joinFrontend(op, { cluster, node, founder }));
  },

  async undo(op, { cluster }) {
    const nodes = listNodes(cluster);
    await op.each(nodes.slice(1).reverse(), (node) => undoJoin(op, { cluster, node }));
    await op.each(nodes.slice(0, 1), (node) => undoFound(op, { cluster, node }));
  },
});

interface FirstInput {
  readonly cluster: StarRocksCluster;
  readonly node: string;
}

function listNodes(cluster: StarRocksCluster): readonly string[] {
  return orderDeploy(frontendsOf(cluster)).map(({ alias }) => alias);
}

async function found(op: Operation, at: FirstInput): Promise<void> {
  await op.change('package', 'Place the package', frontends.place, at);
  await op.change('config', 'Write fe.conf', frontends.configure, at);
  await op.block(async () => {
    await op.change('start', 'Start it without a helper: it founds the cluster', frontends.startFirst, at);
    await op.wait('founded', 'Wait until it leads and answers', frontends.awaitFounded, at, PATIENCE);
  });
  await op.change('password', 'Give root its password', frontends.setRootPassword, at);
  await op.wait('serving', 'Wait until it serves', frontends.awaitServing, at, PATIENCE);
}

/** Last of all: the others were members of what it leads. */
async function undoFound(op: Undo, at: FirstInput): Promise<void> {
  await op.takeBack(['start'], 'start', 'Stop its process', frontends.stop, at);
  await op.takeBack(['start'], 'meta', 'Move its meta directory aside', frontends.retireMeta, at);
  await op.takeBack(['config'], 'config', 'Put fe.conf back', frontends.restoreConfig, at);
  await op.takeBack(['package'], 'package', 'Remove the package that was placed', frontends.unplace, at);
}
