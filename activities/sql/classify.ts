import { MusterError } from '../../model/error.ts';

/** What mysql2 puts on its errors. It also puts the whole statement there, which may hold a secret: never passed on. */
export interface SqlFault extends Error {
  readonly code?: string | undefined;
  readonly errno?: number | undefined;
  readonly sqlState?: string | undefined;
}

/** What the database itself said. Cause of every error that came as an error packet. */
export class SqlRefusal extends Error {
  readonly errno: number;
  readonly sqlState: string;

  constructor(errno: number, sqlState: string, text: string) {
    super(text);
    this.errno = errno;
    this.sqlState = sqlState;
  }

  static {
    this.prototype.name = 'SqlRefusal';
  }
}

/** Too many connections: of the server, of the user, per hour. Nothing was done, and it passes. */
const FULL = new Set([1040, 1203, 1226]);
const LOGIN = new Set([1044, 1045, 1698, 1862]);
/** 5203 is StarRocks' own; 1227 and 1252 are those of Doris and of older versions. */
const PRIVILEGE = new Set([5203, 1227, 1252, 1142]);

/** What the failure means, before or after the statement was sent. `what` is its first two words. */
export function classifySqlFault(
  fault: SqlFault,
  phase: 'connecting' | 'asked',
  where: string,
  user: string,
  what: string,
): MusterError {
  const refusal = readPacket(fault);
  if (refusal === undefined) {
    const why = plain(fault);
    return phase === 'connecting' ? unreachable(where, describeFault(fault), why) : lost(where, what, why);
  }
  const { errno, sqlState, message } = refusal;
  if (LOGIN.has(errno)) {
    return new MusterError('SQL_AUTH', `${where} does not accept ${user}: ${message}`, {
      hint: 'sql.user and sql.password in the cluster file',
      cause: refusal,
    });
  }
  if (FULL.has(errno)) return unreachable(where, message, refusal);
  if (PRIVILEGE.has(errno)) {
    return new MusterError('SQL_PRIVILEGE', `${user} may not run ${what} on ${where}: ${message}`, {
      hint: `SHOW GRANTS FOR ${user};`,
      cause: refusal,
    });
  }
  // Nearly every failure is 1064 (HY000): only the product's text tells more, and that is the engine's business.
  return new MusterError('SQL_FAILED', `${where} refused ${what}: ${errno} (${sqlState}) ${message}`, {
    cause: refusal,
  });
}

export function unreachable(where: string, why: string, cause?: Error): MusterError {
  const [host, port] = splitAddress(where);
  return new MusterError('SQL_UNREACHABLE', `${where} cannot be reached by SQL: ${why}`, {
    kind: 'transient',
    hint: `mysql -h ${host} -P ${port} -e 'SELECT 1'`,
    cause,
  });
}

export function timedOut(where: string, what: string, limitMs: number): MusterError {
  return new MusterError('SQL_TIMEOUT', `${what} on ${where} did not answer within ${limitMs} ms`, {
    kind: 'unknown',
    hint: 'look before anything else: it may have been done, and may still be done',
  });
}

function lost(where: string, what: string, cause: Error): MusterError {
  return new MusterError('SQL_LOST', `The connection to ${where} broke while ${what} was running`, {
    kind: 'unknown',
    hint: 'look before anything else: it may have been done',
    cause,
  });
}

function readPacket(fault: SqlFault): SqlRefusal | undefined {
  // Errors of the client have a code and no SQLSTATE.
  if (fault.sqlState === undefined || typeof fault.errno !== 'number' || fault.errno <= 0) return undefined;
  return new SqlRefusal(fault.errno, fault.sqlState, fault.message);
}

function plain(fault: SqlFault): Error {
  return new Error(`${fault.code ?? 'unknown'}: ${fault.message}`);
}

function describeFault(fault: SqlFault): string {
  switch (fault.code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'no route to the host';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name does not resolve';
    case 'PROTOCOL_CONNECTION_LOST':
      return 'the connection was closed before the login was over';
    default:
      return fault.message || (fault.code ?? 'unknown');
  }
}

function splitAddress(where: string): [string, string] {
  const at = where.lastIndexOf(':');
  return [where.slice(0, at), where.slice(at + 1)];
}
