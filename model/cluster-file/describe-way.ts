import type { SshTarget } from '../cluster.ts';
import { formatJump } from '../ssh-target.ts';

/** Behind different jump servers one address is different hosts. */
export function describeWay({ host, port, jumps = [] }: SshTarget): string {
  const way = jumps.length === 0 ? '' : ` by way of ${jumps.map(formatJump).join(', ')}`;
  return `${host.toLowerCase()}${port === undefined ? '' : ` port ${port}`}${way}`;
}
