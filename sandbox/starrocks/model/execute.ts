import { createUser, dropUser, grantOnSystem, grantRole, setDefaultRole, setPassword, showGrants } from './accounts.ts';
import type { AccountChange } from './accounts.ts';
import { changeAccounts, findUser } from './accounts.ts';
import type { Reply } from './alter-frontends.ts';
import { type Answer, analyzing, failure, OK, textRows } from './answer.ts';
import { showConfig } from './frontend-config.ts';
import { forward } from './forward.ts';
import { unknownDatabase } from './data/data-errors.ts';
import { changeData } from './data/change-data.ts';
import { readData } from './data/read-data.ts';
import { onLeader } from './on-leader.ts';
import { type Needed, refuse, refuseData, seesData } from './privileges.ts';
import type { Process } from './process.ts';
import { select, showVariables } from './select.ts';
import type { Session } from './session.ts';
import { isForwardedProc, showProc } from './show-proc.ts';
import { parseStatement, type Statement } from './statement.ts';
import { TIMELINE } from './timeline.ts';
import { readAsLeader } from './read-as-leader.ts';
import type { World } from './world.ts';

const NEEDED: Partial<Record<Statement['kind'], Needed>> = {
  'alter-frontend': 'NODE',
  'alter-backend': 'NODE',
  'modify-backend-host': 'NODE',
  show: 'OPERATE OR NODE',
  proc: 'OPERATE',
  'show-config': 'OPERATE',
  'set-config': 'OPERATE',
  'create-user': 'GRANT',
  'drop-user': 'GRANT',
  'grant-system': 'GRANT',
  'grant-role': 'GRANT',
  'default-role': 'GRANT',
};

/** Answers a statement as the frontend that was asked. May never call `reply`: then the client waits for ever. */
export function execute(world: World, process: Process, session: Session, sql: string, reply: Reply): void {
  const statement = parseStatement(sql);
  const stale = process.droppedAt !== undefined && world.now - process.droppedAt >= TIMELINE.staleReads;
  // Recorded: 300 s after its drop a follower refuses reads as well, with the same words.
  if (stale && process.role === 'UNKNOWN') return later(world, process, failure(NOT_FORWARDED), reply);
  const needed = NEEDED[statement.kind];
  const refused =
    (needed && refuse(world.metadataOf(process), session, needed)) ??
    refuseData(world.metadataOf(process), session, statement);
  if (refused !== undefined) return later(world, process, refused, reply);
  const account = toAccountChange(statement, session);
  if (account !== undefined) {
    forward(world, process, statement, reply, (leader, answer) => changeAccounts(world, leader, account, answer));
    return;
  }
  switch (statement.kind) {
    case 'alter-frontend':
    case 'alter-backend':
    case 'set-config':
    case 'show':
      forward(world, process, statement, reply, (leader, answer) => onLeader(world, leader, statement, answer));
      return;
    case 'change-data':
      forward(world, process, statement, reply, (leader, answer) =>
        changeData(world, leader, session, statement.change, answer),
      );
      return;
    case 'read-data':
      if (session.forwardToLeader !== true)
        later(world, process, readData(world, process, session, statement.read), reply);
      else {
        forward(world, process, statement, reply, (leader, answer) =>
          later(world, leader, readData(world, leader, session, statement.read), answer),
        );
      }
      return;
    case 'proc':
      if (process.role !== 'LEADER' && (session.forwardToLeader === true || isForwardedProc(statement.path))) {
        forward(world, process, statement, reply, (leader, answer) => {
          if (statement.path === '/frontends') readAsLeader(world, leader, answer);
          else later(world, leader, showProc(world, leader, statement.path), answer);
        });
        return;
      }
      if (process.role === 'LEADER' && statement.path === '/frontends') readAsLeader(world, process, reply);
      else later(world, process, showProc(world, process, statement.path), reply);
      return;
    default:
      later(world, process, answerLocally(world, process, session, statement), reply);
  }
}

const NOT_FORWARDED = 'Internal error processing forward';

function later(world: World, process: Process, answer: Answer, reply: Reply): void {
  world.afterOn(process, TIMELINE.read, () => reply(answer));
}

function answerLocally(world: World, process: Process, session: Session, statement: Statement): Answer {
  const metadata = world.metadataOf(process);
  switch (statement.kind) {
    case 'show-config':
      return showConfig(process, statement.like);
    case 'show-grants':
      return showGrants(metadata, statement.name ?? session.user);
    case 'set-role': {
      const granted = findUser(metadata, session.user)?.roles ?? [];
      const { role } = statement;
      session.roles = role.toUpperCase() === 'ALL' ? granted : granted.filter((one) => one === role);
      return OK;
    }
    case 'select':
      return select(metadata, session, statement.expressions);
    case 'show-variables':
      return showVariables(statement.like);
    case 'modify-backend-host':
      // Nobody here has a name that can be looked up.
      return analyzing(`unknown host ${statement.to}: Temporary failure in name resolution`);
    case 'show-databases': {
      const own = ['information_schema', 'sys'];
      const others = world.storageOf(process).databases.map(({ name }) => name);
      // As read: only those on which the user has some privilege.
      const names = seesData(metadata, session) ? [...own, ...others].sort() : own;
      return textRows(
        ['Database'],
        names.map((name) => [name]),
      );
    }
    case 'use':
      if (!isKnownDatabase(world, process, statement.database)) return unknownDatabase(statement.database);
      session.database = statement.database;
      return OK;
    case 'set-forward':
      session.forwardToLeader = statement.on;
      return OK;
    case 'show-warehouses':
      return failure('unsupported statement in shared_nothing mode', 5907, '42000');
    case 'unknown':
      return failure(
        `Getting syntax error at line 1, column ${statement.column}. Detail message: No viable statement for input '${statement.words}'.`,
      );
    default:
      return OK;
  }
}

function isKnownDatabase(world: World, process: Process, name: string): boolean {
  return ['information_schema', 'sys'].includes(name) || world.storageOf(process).findDatabase(name) !== undefined;
}

function toAccountChange(statement: Statement, { user }: Session): AccountChange | undefined {
  switch (statement.kind) {
    case 'create-user':
      return createUser(statement.name, statement.password);
    case 'drop-user':
      return dropUser(statement.name);
    case 'set-password':
      return setPassword(statement.name ?? user, statement.password);
    case 'grant-system':
      return grantOnSystem(statement.privilege, statement.name);
    case 'grant-role':
      return grantRole(statement.role, statement.name);
    case 'default-role':
      return setDefaultRole(statement.role, statement.name);
    default:
      return undefined;
  }
}
