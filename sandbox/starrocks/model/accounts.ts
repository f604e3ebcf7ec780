import { type Answer, analyzing, failure, OK, textRows } from './answer.ts';
import type { Reply } from './alter-frontends.ts';
import { writeJournal } from './journal.ts';
import type { Metadata, User } from './metadata.ts';
import type { Process } from './process.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** What CREATE USER, GRANT and SET DEFAULT ROLE do to the metadata; an answer where they are refused. */
export type AccountChange = (metadata: Metadata) => Metadata | Answer;

export function changeAccounts(world: World, leader: Process, change: AccountChange, reply: Reply): void {
  const tried = change(world.metadataOf(leader));
  if ('kind' in tried) {
    world.afterOn(leader, TIMELINE.read, () => reply(tried));
    return;
  }
  const write = (metadata: Metadata) => {
    const next = change(metadata);
    return 'kind' in next ? metadata : next;
  };
  writeJournal(world, leader, write, () => world.afterOn(leader, TIMELINE.alter, () => reply(OK)));
}

export function createUser(name: string, password: string): AccountChange {
  return (metadata) => {
    if (findUser(metadata, name) !== undefined) {
      return analyzing(`Operation CREATE USER failed for '${name}'@'%' : user already exists`);
    }
    const user: User = { name, password, roles: [], defaultRoles: [], operate: false };
    return { ...metadata, users: [...metadata.users, user] };
  };
}

export function dropUser(name: string): AccountChange {
  return (metadata) => ({ ...metadata, users: metadata.users.filter((user) => user.name !== name) });
}

export function setPassword(name: string, password: string): AccountChange {
  return changeUser(name, () => ({ password }));
}

/** As recorded, NODE cannot be granted; `cluster_admin` carries it. */
export function grantOnSystem(privilege: string, name: string): AccountChange {
  if (privilege === 'NODE') {
    return () =>
      analyzing(
        "Operation not permitted, 'NODE' cannot be granted to user or role directly, use built-in role instead",
      );
  }
  return changeUser(name, () => (privilege === 'OPERATE' ? { operate: true } : {}));
}

export function grantRole(role: string, name: string): AccountChange {
  return changeUser(name, ({ roles }) => ({ roles: [...roles.filter((one) => one !== role), role] }));
}

export function setDefaultRole(role: string, name: string): AccountChange {
  return changeUser(name, ({ roles }) => ({
    defaultRoles: role === 'ALL' ? roles : roles.filter((one) => one === role),
  }));
}

export function showGrants(metadata: Metadata, name: string): Answer {
  const user = findUser(metadata, name);
  if (user === undefined) return failure(`Getting analyzing error. Detail message: Unknown user '${name}'@'%'.`);
  const who = `'${name}'@'%'`;
  const rows: (string | null)[][] = [];
  if (user.roles.length > 0) {
    rows.push([who, null, `GRANT ${user.roles.map((role) => `'${role}'`).join(', ')} TO ${who}`]);
  }
  if (user.operate && name !== 'root') rows.push([who, null, `GRANT OPERATE ON SYSTEM TO USER ${who}`]);
  return textRows(['UserIdentity', 'Catalog', 'Grants'], rows);
}

export function findUser({ users }: Metadata, name: string): User | undefined {
  return users.find((user) => user.name === name);
}

function changeUser(name: string, change: (user: User) => Partial<User>): AccountChange {
  return (metadata) => {
    if (findUser(metadata, name) === undefined) return analyzing(`cannot find user '${name}'@'%'`);
    const users = metadata.users.map((user) => (user.name === name ? { ...user, ...change(user) } : user));
    return { ...metadata, users };
  };
}
