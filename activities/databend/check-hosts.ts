import {
  type DatabendCluster,
  type DatabendNode,
  metaEndpoint,
  metaHandle,
  metasOf,
} from '../../model/databend/cluster-spec.ts';
import { judgeNodeHost } from '../../model/databend/judge-node-host.ts';
import type { DatabendStatus } from '../../model/databend/status.ts';
import { type MusterError, isMusterError } from '../../model/error.ts';
import type { Finding } from '../../model/step.ts';
import { checkBecome } from '../ssh/check-become.ts';
import { sayReached } from '../ssh/reach-host.ts';
import type { Tools } from '../tools.ts';
import { checkFiles } from './check-files.ts';
import { type AlsoKnown, diagnose } from './diagnose.ts';
import type { Membership } from './find-leader.ts';
import { findProcess, foreignHolders } from './find-process.ts';
import { serviceOf } from './service-of.ts';

/** Every host of the file. One that cannot be reached is a finding like any other. */
export async function checkHosts(
  tools: Tools,
  cluster: DatabendCluster,
  membership: Membership,
  status: DatabendStatus,
): Promise<readonly Finding[]> {
  const found = await Promise.all(cluster.nodes.map((node) => checkHost(tools, cluster, node, membership, status)));
  return found.flat();
}

async function checkHost(
  tools: Tools,
  cluster: DatabendCluster,
  node: DatabendNode,
  { view, answers }: Membership,
  { metas }: DatabendStatus,
): Promise<readonly Finding[]> {
  const own = metas.find(({ alias }) => alias === node.alias);
  const expected = node.role === 'query' || own?.inCluster === true;
  try {
    const become = await checkBecome(tools, node);
    const reached = [sayReached(node), ...(become === undefined ? [] : [become])];
    if (become?.severity === 'refusal' || !expected) return reached;
    const known: AlsoKnown = {
      hung: own?.answers === 'hung',
      // Only where more than one says so: one that leads alone is in order.
      ...(view.claims.length > 1 && { claims: view.claims }),
    };
    const silent = answers.filter(({ health }) => health !== 'pass').map(({ name }) => name);
    const members = metas.flatMap(({ alias, inCluster }) => (alias !== undefined && inCluster ? [alias] : []));
    const [{ unit }, diagnoses, process, files] = await Promise.all([
      serviceOf(tools, node).inspect(),
      diagnose(tools, node, known),
      findProcess(tools, node),
      checkFiles(tools, {
        cluster,
        nodes: [node.alias],
        ...(members.length > 0 && { members }),
        silent: metasOf(cluster)
          .filter(({ alias }) => silent.includes(alias))
          .flatMap((meta) => [metaHandle(meta), metaEndpoint(meta)]),
      }),
    ]);
    const foreign = foreignHolders(process);
    return [
      ...reached,
      ...judgeNodeHost(node, { expected, ...(unit !== undefined && { unit }), diagnoses, foreign }),
      ...files,
    ];
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return [unreached(node, error)];
  }
}

function unreached({ alias }: DatabendNode, { code, message, hint }: MusterError): Finding {
  return {
    // What a command on the host answers is not about the way there.
    gate: code.startsWith('SSH') ? 'ssh' : 'service',
    severity: 'refusal',
    subject: alias,
    message,
    ...(hint !== undefined && { next: [hint] }),
  };
}
