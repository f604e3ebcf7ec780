import { fitFindings } from '../../model/fit-findings.ts';
import type { LookKind, Looks } from '../../model/look.ts';
import type { Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { readCheck } from './read-check.ts';
import { readImport } from './read-import.ts';
import { readReach } from './read-reach.ts';
import { readStatus } from './read-status.ts';

/** Readings for a person, here or on a worker. They change nothing. */
export type Look = { readonly [Kind in LookKind]: (input: Looks[Kind]['input']) => Promise<Looks[Kind]['result']> };

export function createLook(tools: Tools): Look {
  return {
    status: async (cluster) => fit(await readStatus(tools, cluster)),
    check: async (cluster) => fit(await readCheck(tools, cluster)),
    reach: async (cluster) => fit(await readReach(tools, cluster)),
    import: (request) => readImport(tools, request),
  };
}

function fit<Report extends { readonly findings: readonly Finding[] }>(report: Report): Report {
  return { ...report, findings: fitFindings(report.findings) };
}
