import { isRunning } from '../host/units/host-units.ts';
import type { ControlledSandbox } from './commands.ts';
import { findBestKnown } from './known-members.ts';
import { roleOf } from './model/raft/role.ts';
import { idOf } from './node-id.ts';
import { pathsOf } from './paths.ts';

export interface NodeState {
  readonly name: string;
  readonly address: string;
  readonly pid: number | null;
  /** `stopped`, `failed` (its unit), `starting`, `serving`. */
  readonly state: string;
  readonly role: string | null;
  readonly registered: boolean;
  readonly alive: boolean;
}

/** What runs on each host, beside what the cluster says of it. */
export function listNodes(sandbox: ControlledSandbox): NodeState[] {
  const known = findBestKnown(sandbox);
  return sandbox.hosts.map((host) => {
    const unit = sandbox.unitsOf(host).find(pathsOf(host).unit);
    const meta = sandbox.hub.linkOf(host);
    const link = host.role === 'query' ? sandbox.queryHub.linkOf(host) : meta;
    const runs = link !== undefined || (unit !== undefined && isRunning(unit));
    const voter = known?.voters.includes(idOf(host)) ?? false;
    const learner = known?.learners.includes(idOf(host)) ?? false;
    return {
      name: host.name,
      address: host.address,
      pid: link?.pid ?? null,
      state: runs ? (sandbox.serves(host) ? 'serving' : 'starting') : unit?.active === 'failed' ? 'failed' : 'stopped',
      role:
        host.role === 'query'
          ? runs
            ? 'QUERY'
            : null
          : meta === undefined
            ? null
            : roleOf(meta.process).toUpperCase(),
      registered: host.role === 'meta' ? voter || learner : runs,
      alive: runs && sandbox.serves(host),
    };
  });
}
