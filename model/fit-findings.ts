import type { Finding } from './step.ts';

/** What a workflow returns is kept in its history, which takes no more than some dozen of kB a piece. */
export const RESULT_LIMIT_BYTES = 48_000;

/** The worst findings that fit; what is left out is said by the last. UTF-16 units stand for bytes, hence the low limit. */
export function fitFindings(findings: readonly Finding[], limit = RESULT_LIMIT_BYTES): readonly Finding[] {
  if (sizeOf(findings) <= limit) return findings;
  const order = (['refusal', 'warning', 'ok'] as const).flatMap((wanted) =>
    findings.filter(({ severity }) => severity === wanted),
  );
  const kept: Finding[] = [];
  let size = 400;
  for (const finding of order) {
    size += sizeOf(finding) + 1;
    if (size > limit) break;
    kept.push(finding);
  }
  const left = order.length - kept.length;
  const worst = order[kept.length];
  if (worst === undefined) return kept;
  return [
    ...kept,
    { gate: worst.gate, severity: worst.severity, subject: 'more', message: `${left} more findings are not shown` },
  ];
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}
