import { MusterError } from '../error.ts';
import { formatHostPort } from '../patterns.ts';

/** The word of ADD and DROP. The leader is a follower by registration (recorded on 3.5.7). */
export type MemberRole = 'FOLLOWER' | 'OBSERVER';

/** As the cluster file has it. */
export function roleOf({ observer }: { readonly observer?: true }): MemberRole {
  return observer ? 'OBSERVER' : 'FOLLOWER';
}

/** The statements of StarRocks that change membership. One address each; the grammar takes no list here (as read, 2.5 to 4.1). */
export function addMember(role: MemberRole, host: string, editLogPort: number): string {
  return `ALTER SYSTEM ADD ${role} '${formatHostPort(host, editLogPort)}'`;
}

/** With the other role's word it answers `FOLLOWER does not exist[…]`, which looks like gone and is not (recorded on 3.5.7). */
export function dropMember(role: MemberRole, host: string, editLogPort: number): string {
  return `ALTER SYSTEM DROP ${role} '${formatHostPort(host, editLogPort)}'`;
}

export type BackendKind = 'be' | 'cn';

const KIND_WORDS: Readonly<Record<BackendKind, string>> = { be: 'BACKEND', cn: 'COMPUTE NODE' };

/** One address each, although the grammar takes a list: a DROP list is applied up to its first bad entry (recorded on 3.5.7). */
export function addBackendNode(kind: BackendKind, host: string, heartbeatPort: number): string {
  return `ALTER SYSTEM ADD ${KIND_WORDS[kind]} '${formatHostPort(host, heartbeatPort)}'`;
}

/** Without FORCE a backend with single replicas is refused, one with any other replicas is dropped at once (recorded on 3.5.7). */
export function dropBackendNode(kind: BackendKind, host: string, heartbeatPort: number, warehouse?: string): string {
  return `ALTER SYSTEM DROP ${KIND_WORDS[kind]} '${formatHostPort(host, heartbeatPort)}'${fromWarehouse(warehouse)}`;
}

const WAREHOUSE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Without the clause the product looks in the default one only (as read, 3.4 and later). */
function fromWarehouse(name: string | undefined): string {
  if (name === undefined || name === 'default_warehouse') return '';
  if (!WAREHOUSE.test(name))
    throw new MusterError('BAD_INPUT', `Not the name of a warehouse: ${JSON.stringify(name.slice(0, 80))}`);
  return ` FROM WAREHOUSE ${name}`;
}

/** Forwarded to the leader; on the leader it needs the quorum. */
export const SHOW_FRONTENDS = 'SHOW FRONTENDS';

/** Answered locally, with or without a leader. */
export const SHOW_LOCAL_FRONTENDS = "SHOW PROC '/frontends'";

/** Answered locally by whatever accepts a login. */
export const PING = 'SELECT 1';

export const CURRENT_ROLE = 'SELECT CURRENT_ROLE()';

/** Works with no backend, unlike current_version() (recorded on 3.5.7). */
export const VERSION_COMMENT = 'SELECT @@version_comment';

/** Of the frontend that is asked, and of no other (recorded on 3.5.7). */
export function showConfig(pattern: '%tablet_sched%' | '%drop_backend%'): string {
  return `ADMIN SHOW FRONTEND CONFIG LIKE '${pattern}'`;
}

/** Forwarded to the leader; all columns are there with no row, too (recorded on 3.5.7). */
export const SHOW_BACKENDS = 'SHOW BACKENDS';
export const SHOW_COMPUTE_NODES = 'SHOW COMPUTE NODES';
/** The password has to be one that stands between quotes as it is: see `isPlainPassword`. */
export function setPassword(user: 'root', password: string): string {
  return `SET PASSWORD FOR '${user}' = PASSWORD('${password}')`;
}
