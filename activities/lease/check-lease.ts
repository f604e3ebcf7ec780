import type { ClusterSpec } from '../../model/cluster.ts';
import { isMusterError } from '../../model/error.ts';
import { describeLease, hintAtHolder } from '../../model/lease/describe-lease.ts';
import type { Finding } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import type { Tools } from '../tools.ts';
import { listLeaseFiles, readLeaseFile } from './lease-files.ts';

/** A lease that lies on a host, once: all hosts say the same. That a host is out of reach is told by others. */
export async function checkLease(tools: Tools, cluster: ClusterSpec): Promise<readonly Finding[]> {
  const seen = await Promise.all(
    listLeaseFiles(cluster).map(async (file) => {
      try {
        return { file, found: await readLeaseFile(tools, file, activitySignal()) };
      } catch (error) {
        if (!isMusterError(error)) throw error;
        return { file, found: undefined };
      }
    }),
  );
  const findings = seen.flatMap(({ file: { node, path }, found }): Finding[] => {
    if (found === undefined || found === 'no home') return [];
    const message = `${cluster.name} is held by ${describeLease(found)}`;
    const next = hintAtHolder(found, path, node.host).split('\n').slice(0, 1);
    return [{ gate: 'lease', severity: 'warning', subject: cluster.name, message, next }];
  });
  return findings.filter(({ message }, index) => findings.findIndex((other) => other.message === message) === index);
}
