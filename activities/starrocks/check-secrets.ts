import type { StarRocksNode } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import type { Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';

/** Found now rather than when the conf file is written and half of the work is done. */
export async function checkSecrets(tools: Tools, { alias, config }: StarRocksNode): Promise<readonly Finding[]> {
  const references = Object.entries(config).flatMap(([key, value]) =>
    typeof value === 'string' ? [] : [{ key, value }],
  );
  if (references.length === 0) return [];
  const findings: Finding[] = [];
  for (const { key, value } of references) {
    try {
      await tools.resolveSecret(value);
    } catch (error) {
      if (!isMusterError(error)) throw error;
      findings.push({
        gate: 'secrets',
        severity: 'refusal',
        subject: alias,
        message: `${key} of ${alias}: ${error.message}`,
        ...(error.hint !== undefined && { next: [error.hint] }),
      });
    }
  }
  if (findings.length > 0) return findings;
  const message = `the worker can resolve ${references.map(({ key }) => key).join(', ')}`;
  return [{ gate: 'secrets', severity: 'ok', subject: alias, message }];
}
