import type { Finding } from '../step.ts';

/** What an operation has set is no leftover: whoever put it back by hand would take from a drain what guards it. */
export function spareHeldSwitches(
  findings: readonly Finding[],
  /** An operation is under way, of whichever installation. */
  held: boolean,
): readonly Finding[] {
  const drains = findings.some(({ gate, severity }) => gate === 'draining' && severity !== 'ok');
  return findings.map((finding) => {
    if (finding.gate !== 'switches' || finding.severity === 'ok') return finding;
    const why = held
      ? 'the operation under way may have set it, and puts it back'
      : drains && finding.message.startsWith('drop_backend_after_decommission')
        ? 'put back now, the database drops what drains as soon as it is empty'
        : undefined;
    if (why === undefined) return finding;
    const { next: _, ...rest } = finding;
    return { ...rest, message: `${finding.message}; ${why}` };
  });
}
