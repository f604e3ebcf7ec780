import { type Answer, failure } from './answer.ts';
import type { Metadata, User } from './metadata.ts';
import type { Session } from './session.ts';
import type { Statement } from './statement.ts';

/** What a statement needs, as the error names it. */
export type Needed = 'OPERATE OR NODE' | 'NODE' | 'OPERATE' | 'GRANT';

/** Undefined: allowed. Recorded: looked at before anything else, the node's existence included. */
export function refuse(metadata: Metadata, session: Session, needed: Needed): Answer | undefined {
  const user = metadata.users.find(({ name }) => name === session.user);
  if (user !== undefined && isAllowed(user, session, needed)) return undefined;
  return deny(user, session, `${needed} privilege(s) on SYSTEM`);
}

function deny(user: User | undefined, session: Session, needed: string): Answer {
  const inactive = (user?.roles ?? []).filter((role) => !session.roles.includes(role));
  return failure(
    `Access denied; you need (at least one of) the ${needed} for this operation. Please ask the admin to grant permission(s) or try activating existing roles using <set [default] role>. Current role(s): ${list(session.roles)}. Inactivated role(s): ${list(inactive)}.`,
    5203,
    '42000',
  );
}

function isAllowed(user: User, { roles }: Session, needed: Needed): boolean {
  if (roles.includes('root')) return true;
  const node = roles.includes('cluster_admin');
  switch (needed) {
    case 'NODE':
      return node;
    case 'OPERATE':
      return user.operate;
    case 'OPERATE OR NODE':
      return node || user.operate;
    case 'GRANT':
      return roles.includes('user_admin');
  }
}

function list(roles: readonly string[]): string {
  return roles.length === 0 ? 'NONE' : `[${roles.join(', ')}]`;
}

/** Of the built-in roles (as read); grants on single tables are not simulated. */
export function seesData(_metadata: Metadata, { roles }: Session): boolean {
  return roles.includes('root') || roles.includes('db_admin');
}

/** As read. What OPERATE opens is about the cluster; the rest belongs to whoever owns the data. */
export function refuseData(metadata: Metadata, session: Session, statement: Statement): Answer | undefined {
  const user = metadata.users.find(({ name }) => name === session.user);
  const ownsData = seesData(metadata, session);
  if (statement.kind === 'read-data') {
    const { kind } = statement.read;
    if (kind === 'replica-status' || kind === 'replica-distribution') return refuse(metadata, session, 'OPERATE');
    if (ownsData || (kind.startsWith('show-tablet') && user?.operate === true)) return undefined;
    return kind === 'show-tables' ? undefined : deny(user, session, 'ANY privilege(s) on TABLE');
  }
  if (statement.kind !== 'change-data') return undefined;
  const { kind } = statement.change;
  if (kind === 'set-replica-status') return refuse(metadata, session, 'OPERATE');
  return ownsData ? undefined : deny(user, session, PRIVILEGE[kind]);
}

const PRIVILEGE = {
  'create-database': 'CREATE DATABASE privilege(s) on CATALOG default_catalog',
  'drop-database': 'DROP privilege(s) on DATABASE',
  'create-table': 'CREATE TABLE privilege(s) on DATABASE',
  'drop-table': 'DROP privilege(s) on TABLE',
  'recover-table': 'CREATE TABLE, DROP privilege(s) on DATABASE',
  'alter-table': 'ALTER privilege(s) on TABLE',
  'alter-partition': 'ALTER privilege(s) on TABLE',
  insert: 'INSERT privilege(s) on TABLE',
} as const;
