import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { type MusterError, isMusterError } from '../../model/error.ts';
import type { GateName } from '../../model/gates.ts';
import type { AddressSettings } from '../../model/starrocks/choose-address.ts';
import { readFeConf } from '../../model/starrocks/fe-conf.ts';
import { judgeAddress } from '../../model/starrocks/judge-address.ts';
import { judgeHost } from '../../model/starrocks/judge-host.ts';
import { judgeJava } from '../../model/starrocks/judge-java.ts';
import { judgePackage } from '../../model/starrocks/judge-package.ts';
import { judgeSpace } from '../../model/starrocks/judge-space.ts';
import type { Finding } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import { isFile } from '../files/is-file.ts';
import { probePort } from '../net/probe-port.ts';
import { readFromArchive } from '../packages/read-from-archive.ts';
import { reachHost } from '../ssh/reach-host.ts';
import type { Tools } from '../tools.ts';
import { checkClock } from './check-clock.ts';
import { checkSecrets } from './check-secrets.ts';
import { findLeaderBeside } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { type SurveyedHost, surveyHost } from './survey-host.ts';

/** Tries before a cluster that cannot be asked counts as refused. */
const TRIES = 3;

export interface PreflightInput extends NodeInput {
  /** There is no cluster yet that could be asked. @default false */
  readonly founding?: boolean;
}

/** Gates about the new host: that it is reached, and everything that would keep a frontend there from joining. Reads only. */
export async function preflight(tools: Tools, input: PreflightInput): Promise<readonly Finding[]> {
  const node = findNode(input);
  const { findings, seen: host } = await reachHost(tools, node, () => surveyHost(tools, node));
  if (host === undefined) return findings;
  return [
    ...findings,
    ...(await checkAgainstCluster(tools, input, node, host)),
    ...(await checkProduct(tools, input, node, host)),
  ];
}

/** What only the cluster can tell: whether the host has a frontend already, whose meta it is, and what its leader's clock says. */
async function checkAgainstCluster(
  tools: Tools,
  { cluster, founding = false }: PreflightInput,
  node: FrontendSpec,
  host: SurveyedHost,
): Promise<readonly Finding[]> {
  const [http, editLog] = await Promise.all([
    probePort(node.host, node.ports.http, { limitMs: 2_000 }),
    probePort(node.host, node.ports.editLog, { limitMs: 2_000 }),
  ]);
  try {
    const leader = founding ? undefined : await findLeaderBeside(tools, cluster, [node.host]);
    const registered = leader?.rows ?? [];
    const clusterId = registered[0]?.clusterId ?? '';
    return [
      ...judgeHost(node, { ...host, registered, clusterId, fromOutside: { http, editLog } }),
      await checkClock(tools, cluster, node, leader?.host),
    ];
  } catch (error) {
    if (!isMusterError(error) || mayPass(error)) throw error;
    const message = `whether another frontend lives on ${node.host} cannot be read: ${error.message}`;
    return [refuse('ports', node, error, message)];
  }
}

/** What the frontend will be started from: package, Java, space, and the address that it will take for its own. */
async function checkProduct(
  tools: Tools,
  { cluster }: NodeInput,
  node: FrontendSpec,
  host: SurveyedHost,
): Promise<readonly Finding[]> {
  const archiveThere = node.package !== undefined && (await isFile(node.package));
  return [
    judgePackage(node, host.installed, archiveThere),
    ...(await checkSecrets(tools, node)),
    judgeJava(node, cluster.version, host.java),
    judgeSpace(node, host.freeKib),
    judgeAddress(node, host.addresses, await readAddressSettings(node, host, archiveThere)),
  ];
}

/** As fe.conf will be: ours over what is there, and where nothing is there over what the package ships. */
async function readAddressSettings(
  node: FrontendSpec,
  host: SurveyedHost,
  archiveThere: boolean,
): Promise<AddressSettings> {
  const conf = host.conf ?? (archiveThere ? await readShipped(node) : new Map<string, string>());
  const valueOf = (key: string) => {
    const ours = node.config[key];
    return typeof ours === 'string' ? ours : conf.get(key);
  };
  const priorityNetworks = valueOf('priority_networks');
  const frontendAddress = valueOf('frontend_address');
  return {
    ...(priorityNetworks !== undefined && { priorityNetworks }),
    ...(frontendAddress !== undefined && { frontendAddress }),
  };
}

async function readShipped({ package: archive = '' }: FrontendSpec): Promise<ReadonlyMap<string, string>> {
  return readFeConf(await readFromArchive(archive, '*/fe/conf/fe.conf'));
}

/** What passes may be tried again; what stays so is a reason like any other. */
function mayPass(error: MusterError): boolean {
  return error.kind !== 'refused' && activityAttempt() < TRIES;
}

function refuse(gate: GateName, node: FrontendSpec, { hint, message: why }: MusterError, message = why): Finding {
  const next = hint === undefined ? {} : { next: [hint] };
  return { gate, severity: 'refusal', subject: node.alias, message, ...next };
}
