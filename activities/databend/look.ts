import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { fitFindings } from '../../model/fit-findings.ts';
import type { LookOf } from '../../model/look.ts';
import type { Finding } from '../../model/step.ts';
import { readReach } from '../reach/read-reach.ts';
import type { Tools } from '../tools.ts';
import { listReferences, readCheck } from './read-check.ts';
import { readImport } from './read-import.ts';
import { readStatus } from './read-status.ts';

/** Readings for a person, here or on a worker. They change nothing. */
export function createLook(tools: Tools): LookOf<DatabendCluster> {
  return {
    status: async (cluster) => fit(await readStatus(tools, cluster)),
    check: async (cluster) => fit(await readCheck(tools, cluster)),
    reach: async (cluster) => fit(await readReach(tools, cluster, listReferences(cluster))),
    import: (request) => readImport(tools, request),
  };
}

function fit<Report extends { readonly findings: readonly Finding[] }>(report: Report): Report {
  return { ...report, findings: fitFindings(report.findings) };
}
