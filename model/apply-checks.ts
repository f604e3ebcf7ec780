import type { ChecksPolicy } from './operation.ts';
import { whyFirm } from './gates.ts';
import type { Finding } from './step.ts';

/**
 * What the findings of a check mean under the policy that was asked for. `strict` refuses on a warning too, `report` only
 * tells; a gate that was accepted by name is a warning that carries the reason. Neither touches what is firm.
 */
export function applyChecks(findings: readonly Finding[], policy: ChecksPolicy): readonly Finding[] {
  return findings.map((finding) => applyTo(finding, policy));
}

function applyTo(finding: Finding, { checks = 'enforce', accept = {} }: ChecksPolicy): Finding {
  const { gate, severity } = finding;
  if (severity === 'ok' || isFirm(finding)) return finding;
  const reason = Object.hasOwn(accept, gate) ? accept[gate] : undefined;
  if (reason !== undefined) return { ...finding, severity: 'warning', accepted: reason };
  if (checks === 'strict') return { ...finding, severity: 'refusal' };
  return checks === 'report' ? { ...finding, severity: 'warning' } : finding;
}

/** A refusal that stays one, whatever was asked. */
function isFirm({ gate, severity }: Finding): boolean {
  return severity === 'refusal' && whyFirm(gate) !== undefined;
}
