import type { User } from './metadata.ts';

/** One client connection. Roles are active per connection. */
export interface Session {
  readonly id: number;
  readonly user: string;
  roles: readonly string[];
  /** What USE has chosen. */
  database?: string;
  /** SET forward_to_leader: what is local is asked of the leader then. */
  forwardToLeader?: boolean;
  /** Statements that came since the frontend began to leave. */
  statementsAtLeave: number;
}

/** Granted roles are not active by themselves (recorded): only default roles are. */
export function openSession(id: number, user: User): Session {
  return { id, user: user.name, roles: user.defaultRoles, statementsAtLeave: 0 };
}
