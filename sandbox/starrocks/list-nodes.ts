import type { SandboxHost } from '../engine.ts';
import type { ControlledSandbox } from './commands.ts';
import { ROLE_NAMES } from '../host/role-names.ts';
import type { BackendLink } from './backend-hub.ts';
import type { Link } from './process-hub.ts';

export interface NodeState {
  readonly name: string;
  readonly address: string;
  readonly pid: number | null;
  /** `stopped`, `starting` (no port is open), `serving`, `dropped`, `leaving`. */
  readonly state: string;
  readonly role: string | null;
  readonly registered: boolean;
  readonly alive: boolean;
}

/** What runs on each host, beside what the cluster says of it. */
export function listNodes(sandbox: ControlledSandbox): NodeState[] {
  return sandbox.hosts.map((host) =>
    host.role === 'fe' ? describeFrontend(sandbox, host) : describeBackend(sandbox, host),
  );
}

function describeFrontend(sandbox: ControlledSandbox, host: SandboxHost): NodeState {
  const link = sandbox.linkOf(host);
  const rows = sandbox.bestKnown()?.env?.metadata.frontends ?? [];
  const row = rows.find((frontend) => frontend.host === host.address);
  return {
    name: host.name,
    address: host.address,
    pid: link?.pid ?? null,
    state: describeState(link),
    role: link?.process?.role ?? null,
    registered: row !== undefined,
    alive: row?.alive ?? false,
  };
}

function describeState(link: Link | undefined): string {
  if (link === undefined) return 'stopped';
  if (link.process?.droppedAt !== undefined || link.process?.greets === false) return 'dropped';
  if (link.process?.leavingSince !== undefined) return 'leaving';
  return link.process?.ready === true && link.opened ? 'serving' : 'starting';
}

function describeBackendState(link: BackendLink | undefined): string {
  if (link === undefined) return 'stopped';
  const state = link.process?.state ?? 'starting';
  return state === 'serving' && !link.opened ? 'starting' : state;
}

function describeBackend(sandbox: ControlledSandbox, host: SandboxHost): NodeState {
  const link = sandbox.backendOf(host);
  const port = link?.process?.ports.heartbeat ?? 9050;
  const rows = sandbox.bestKnown()?.env?.metadata.backends ?? [];
  const row = rows.find((backend) => backend.host === host.address && backend.port === port);
  return {
    name: host.name,
    address: host.address,
    pid: link?.pid ?? null,
    state: describeBackendState(link),
    role: link === undefined ? null : ROLE_NAMES[link.kind].toUpperCase(),
    registered: row !== undefined,
    alive: row?.alive ?? false,
  };
}
