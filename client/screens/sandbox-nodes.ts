import { table } from './layout.ts';
import type { View } from './view.ts';

/** As the sandbox describes its hosts. */
export interface SandboxNode {
  readonly name: string;
  readonly address: string;
  readonly pid: number | null;
  readonly state: string;
  readonly role: string | null;
  readonly registered: boolean;
  readonly alive: boolean;
}

/** What is so, beside what the cluster says of it: a dropped frontend runs on, and a dead one is called alive for a while. */
export function describeSandboxNodes(nodes: readonly SandboxNode[], { style }: View): readonly string[] {
  const head = ['NODE', 'ADDRESS', 'PROCESS', 'ROLE', 'PID', 'THE CLUSTER SAYS'].map((title) => style.dim(title));
  return table([
    head,
    ...nodes.map(({ name, address, state, role, pid, registered, alive }) => [
      name,
      address,
      state,
      role ?? '-',
      pid === null ? '-' : String(pid),
      registered ? (alive ? 'member, alive' : 'member, not alive') : 'no member',
    ]),
  ]);
}
