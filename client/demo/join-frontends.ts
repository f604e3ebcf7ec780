import type { ClusterSpec } from '../../model/cluster.ts';
import { runOperate } from '../commands/operate.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookHere } from '../load-activities.ts';
import type { Terminal } from '../terminal.ts';
import type { Narrator } from './narrator.ts';

export async function joinFrontends(
  cluster: ClusterSpec,
  file: string,
  narrator: Narrator,
  terminal: Terminal,
): Promise<ExitCode> {
  const joining = await findMissing(cluster);
  if (joining.length === 0) {
    narrator.done('they joined at an earlier run; muster sandbox down begins anew');
    return EXIT.DONE;
  }
  narrator.command(`muster add ${joining.join(' ')}`);
  return await runOperate('add', joining, { file, yes: true }, 'run', terminal);
}

/** Frontends of the file that the cluster does not have, or not alive. */
async function findMissing(cluster: ClusterSpec): Promise<readonly string[]> {
  const status = await lookHere('status', cluster);
  const nodes = status.engine === 'starrocks' ? status.nodes : [];
  const alive = new Set(nodes.flatMap(({ alias, inCluster, alive }) => (inCluster && alive ? [alias] : [])));
  return cluster.nodes.flatMap(({ alias, role }) => (role === 'fe' && !alive.has(alias) ? [alias] : []));
}
