import type { FrontendSpec } from './cluster-spec.ts';
import type { Finding } from '../step.ts';

const GIB_IN_KIB = 1024 * 1024;
/** The journal's library keeps 5 GB free: with less the frontend exits when it starts, or later when it writes (as read). */
export const META_SPACE_KIB = 5 * GIB_IN_KIB;

export function judgeSpace(node: FrontendSpec, freeKib: number | undefined): Finding {
  const finding = { gate: 'space', subject: node.alias } as const;
  if (freeKib === undefined) {
    return {
      ...finding,
      severity: 'warning',
      message: `df says nothing of the space for ${node.meta} on ${node.alias}`,
    };
  }
  const free = `${formatGib(freeKib)} GB are free for ${node.meta} on ${node.alias}`;
  if (freeKib >= META_SPACE_KIB) return { ...finding, severity: 'ok', message: free };
  return {
    ...finding,
    severity: 'refusal',
    message: `${free}: with less than 5 GB the frontend exits`,
    next: [`df -h ${node.meta}`],
  };
}

/** Downwards: 4.96 GB are not 5. */
function formatGib(kib: number): string {
  return (Math.floor((kib / GIB_IN_KIB) * 10) / 10).toFixed(1);
}
