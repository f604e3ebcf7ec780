import type { DatabendCluster, DatabendNode } from '../../model/databend/cluster-spec.ts';
import { judgeMetaToml } from '../../model/databend/judge-meta-toml.ts';
import { judgeNodeHost } from '../../model/databend/judge-node-host.ts';
import type { DatabendStatus } from '../../model/databend/status.ts';
import { type MusterError, isMusterError } from '../../model/error.ts';
import type { Finding } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import { checkBecome } from '../ssh/check-become.ts';
import { sayReached } from '../ssh/reach-host.ts';
import type { Tools } from '../tools.ts';
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
  const found = await Promise.all(cluster.nodes.map((node) => checkHost(tools, node, membership, status)));
  return found.flat();
}

async function checkHost(
  tools: Tools,
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
    const silent = answers.filter(({ health }) => health !== 'pass').map(({ handle }) => handle);
    const [{ unit }, diagnoses, process, files] = await Promise.all([
      serviceOf(tools, node).inspect(),
      diagnose(tools, node, known),
      findProcess(tools, node),
      checkFile(tools, node, silent),
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

/** Of a Query node the list is judged with the status. */
async function checkFile(tools: Tools, node: DatabendNode, silent: readonly string[]): Promise<readonly Finding[]> {
  if (node.role === 'query') return [];
  const { content } = await readFile(tools.ssh, node.ssh, node.file, { signal: activitySignal() });
  if (content === undefined) {
    return [{ gate: 'meta-file', severity: 'refusal', subject: node.alias, message: `${node.file} is not there` }];
  }
  return judgeMetaToml(node, content.toString('utf8'), { silent });
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
