import type { Finding } from '../step.ts';

/** Gates of what is only missing: nothing of the cluster is ill. */
const MISSING = new Set(['file', 'backend-file']);

/**
 * The one command of a status: what the frontends need comes first, then backends that are dead or drain with nobody looking
 * on, and last what only waits in the cluster file. `next` is what was chosen for the frontends alone.
 */
export function chooseNext(
  next: readonly string[],
  frontends: readonly Finding[],
  backends: readonly Finding[],
): readonly string[] {
  const isIll = ({ gate, next: commands = [] }: Finding) => !MISSING.has(gate) && commands.length > 0;
  if (next.length > 0 && frontends.some(isIll)) return next;
  const ill = backends.filter(isIll);
  const [first] = [...ill.filter(({ severity }) => severity === 'refusal'), ...ill];
  if (first?.next !== undefined) return first.next.slice(0, 1);
  return next.length > 0 ? next : backends.flatMap((finding) => finding.next?.[0] ?? []).slice(0, 1);
}
