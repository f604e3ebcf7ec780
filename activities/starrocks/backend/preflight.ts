import type { BackendSpec, StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { backendHandle, backendsOf, frontendsOf } from '../../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../../model/error.ts';
import type { AddressSettings } from '../../../model/starrocks/choose-address.ts';
import { judgeLimits } from '../../../model/starrocks/backend/judge-limits.ts';
import { type NewHost, judgeNewHost } from '../../../model/starrocks/backend/judge-new-host.ts';
import { judgeStorage } from '../../../model/starrocks/backend/judge-storage.ts';
import { findMember, isUnheard } from '../../../model/starrocks/backend/members.ts';
import { readFeConf } from '../../../model/starrocks/fe-conf.ts';
import { judgeAddress } from '../../../model/starrocks/judge-address.ts';
import { judgePackage } from '../../../model/starrocks/judge-package.ts';
import type { Finding } from '../../../model/step.ts';
import { isFile } from '../../files/is-file.ts';
import { probeFromHost } from '../../net/probe-from-host.ts';
import { probePort } from '../../net/probe-port.ts';
import { readFromArchive } from '../../packages/read-from-archive.ts';
import { reachHost } from '../../ssh/reach-host.ts';
import type { Tools } from '../../tools.ts';
import { checkClock } from '../check-clock.ts';
import { checkSecrets } from '../check-secrets.ts';
import { readBackends } from '../data/read-backends.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { confFileOf } from './configure.ts';
import { type SurveyedBackendHost, surveyHost } from './survey-host.ts';

/** Gates about the host of a new backend or compute node: that it is reached, and all that would keep it from serving. */
export async function preflight(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findBackend(input);
  const { findings, seen: host } = await reachHost(tools, node, () => surveyHost(tools, node));
  if (host === undefined) return findings;
  const leader = await findLeader(tools, input.cluster);
  return [
    ...findings,
    ...(await checkHost(tools, input.cluster, node, host, leader)),
    ...(await checkProduct(tools, node, host)),
    await checkNodeClock(tools, input.cluster, node, leader),
  ];
}

async function checkHost(
  tools: Tools,
  cluster: StarRocksCluster,
  node: BackendSpec,
  { listening, process, storage, files }: SurveyedBackendHost,
  leader: Leader,
): Promise<readonly Finding[]> {
  const [heartbeat, http, fromLeader, members] = await Promise.all([
    probePort(node.host, node.ports.heartbeat),
    probePort(node.host, node.ports.http),
    probeFromLeader(tools, cluster, node, leader),
    readBackends(tools, cluster, leader),
  ]);
  const member = findMember(members, backendHandle(node));
  const seen: NewHost = {
    listening,
    adoptable: member !== undefined && isUnheard(member),
    fromOutside: { heartbeat, http },
    ...(process !== undefined && { process }),
    ...(fromLeader !== undefined && { fromLeader }),
  };
  const clusterId = leader.rows[0]?.clusterId ?? '';
  return [
    ...judgeNewHost(node, seen),
    ...judgeStorage(node, { storage, clusterId, others: backendsOf(cluster) }),
    judgeLimits(node, files),
  ];
}

/** Nothing where the file does not have the leader, or its host is out of reach: that is said by other gates. */
async function probeFromLeader(tools: Tools, cluster: StarRocksCluster, node: BackendSpec, leader: Leader) {
  const at = frontendsOf(cluster).find(({ host }) => host === leader.host);
  if (at === undefined) return undefined;
  try {
    return await probeFromHost(tools.ssh, at.ssh, node.host, node.ports.heartbeat);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return undefined;
  }
}

/** What it will be started from, and the address that it will take for its own. */
async function checkProduct(tools: Tools, node: BackendSpec, host: SurveyedBackendHost): Promise<readonly Finding[]> {
  const archiveThere = node.package !== undefined && (await isFile(node.package));
  return [
    judgePackage(node, host.installed, archiveThere),
    ...(await checkSecrets(tools, node)),
    judgeAddress(node, host.addresses, await readAddressSettings(node, host, archiveThere)),
  ];
}

/** As the conf file will be: ours over what is there, and where nothing is there over what the package ships. */
async function readAddressSettings(
  node: BackendSpec,
  { conf }: SurveyedBackendHost,
  archiveThere: boolean,
): Promise<AddressSettings> {
  const ours = node.config['priority_networks'];
  const present = conf.size > 0 || !archiveThere ? conf : await readShipped(node);
  const priorityNetworks = typeof ours === 'string' ? ours : present.get('priority_networks');
  return priorityNetworks === undefined ? {} : { priorityNetworks };
}

async function readShipped(node: BackendSpec): Promise<ReadonlyMap<string, string>> {
  return readFeConf(await readFromArchive(node.package ?? '', `*/be/conf/${confFileOf(node)}`));
}

/** Only a frontend is refused for its clock: of a backend it shows in the times that it writes. */
async function checkNodeClock(
  tools: Tools,
  cluster: StarRocksCluster,
  node: BackendSpec,
  leader: Leader,
): Promise<Finding> {
  const finding = await checkClock(tools, cluster, node, leader.host);
  if (finding.severity === 'ok') return finding;
  const [what = finding.message] = finding.message.split(':');
  return { ...finding, severity: 'warning', message: `${what}: so will be the times in its logs, and of its loads` };
}
