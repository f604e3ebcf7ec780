import type { CheckReport, ReachReport } from './check.ts';
import type { Finding } from './step.ts';

/**
 * A check together with what a worker can reach. Operations run where the worker is: a host that only we cannot reach does
 * not refuse them, and one that only the worker cannot reach does.
 */
export function mergeReach(report: CheckReport, { worker, findings }: ReachReport): CheckReport {
  const reached = new Set(
    findings.flatMap(({ gate, severity, subject }) => (gate === 'ssh' && severity === 'ok' ? subject : [])),
  );
  const here = report.findings.map(
    (finding): Finding =>
      finding.gate === 'ssh' && finding.severity === 'refusal' && reached.has(finding.subject)
        ? { ...finding, severity: 'warning', message: `only from here: ${finding.message}` }
        : finding,
  );
  const known = new Set(here.map(keyOf));
  const there = findings
    .filter((finding) => finding.severity !== 'ok' || !known.has(keyOf(finding)))
    .map((finding) => ({ ...finding, message: `${finding.message} (as seen from the worker ${worker})` }));
  return { ...report, findings: [...here, ...there] };
}

function keyOf({ gate, severity, subject }: Finding): string {
  return `${gate} ${severity} ${subject}`;
}
