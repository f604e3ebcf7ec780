import { type Answer, failure } from './answer.ts';
import type { Metadata, User } from './metadata.ts';
import type { Session } from './session.ts';

/** What a statement needs, as the error names it. */
export type Needed = 'OPERATE OR NODE' | 'NODE' | 'OPERATE' | 'GRANT';

/** Undefined: allowed. Recorded: looked at before anything else, the node's existence included. */
export function refuse(metadata: Metadata, session: Session, needed: Needed): Answer | undefined {
  const user = metadata.users.find(({ name }) => name === session.user);
  if (user !== undefined && isAllowed(user, session, needed)) return undefined;
  const inactive = (user?.roles ?? []).filter((role) => !session.roles.includes(role));
  return failure(
    `Access denied; you need (at least one of) the ${needed} privilege(s) on SYSTEM for this operation. Please ask the admin to grant permission(s) or try activating existing roles using <set [default] role>. Current role(s): ${list(session.roles)}. Inactivated role(s): ${list(inactive)}.`,
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
