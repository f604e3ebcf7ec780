import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { fitFindings } from '../../model/fit-findings.ts';
import type { LookOf } from '../../model/look.ts';
import type { Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { readStatus } from './read-status.ts';

/** Readings for a person, here or on a worker. They change nothing. */
export function createLook(tools: Tools): LookOf<DatabendCluster> {
  const refuse = () => Promise.reject(new MusterError('BAD_INPUT', 'Databend clusters cannot be looked at yet'));
  return {
    status: async (cluster) => fit(await readStatus(tools, cluster)),
    check: refuse,
    reach: refuse,
    import: refuse,
  };
}

function fit<Report extends { readonly findings: readonly Finding[] }>(report: Report): Report {
  return { ...report, findings: fitFindings(report.findings) };
}
