import { formatHostPort } from '../patterns.ts';

/** One address each: of a list with an unknown one in it DROP has dropped those before it (recorded on 3.5.7). */
export function decommissionBackend(host: string, heartbeatPort: number): string {
  return `ALTER SYSTEM DECOMMISSION BACKEND '${formatHostPort(host, heartbeatPort)}'`;
}

/** Not a form of ALTER SYSTEM. OK too for one that does not drain (recorded on 3.5.7). */
export function cancelDecommission(host: string, heartbeatPort: number): string {
  return `CANCEL DECOMMISSION BACKEND '${formatHostPort(host, heartbeatPort)}'`;
}

/** Without FORCE it is refused only where a table has one replica; 99 copies of others were gone at once (recorded on 3.5.7). */
export function dropBackend(host: string, heartbeatPort: number, { force = false } = {}): string {
  return `ALTER SYSTEM DROP BACKEND '${formatHostPort(host, heartbeatPort)}'${force ? ' FORCE' : ''}`;
}
