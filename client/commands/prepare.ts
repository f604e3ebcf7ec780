import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { isMusterError, MusterError } from '../../model/error.ts';
import { administratorCommands } from '../../model/judge-temporal.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type RequiredProfile, requireProfile } from '../require-profile.ts';
import { showPrepared } from '../screens/prepared.ts';
import type { Terminal } from '../terminal.ts';

const CONNECT_LIMIT_MS = 5_000;
/** Search attributes are seen by all parts of a server only after a while: half a minute was seen with PostgreSQL's cache. */
const PREPARE_LIMIT_MS = 120_000;

export interface PrepareCommandOptions {
  readonly profile?: string;
  readonly retentionDays: number;
  /** Only look. @default false */
  readonly check?: boolean;
  /** How long to wait for a server that does not answer yet, in seconds. @default 0 */
  readonly wait?: number;
  readonly json?: boolean;
}

/** Namespace and search attributes on a Temporal elsewhere: makes what is missing, or only says it. */
export async function runPrepare(options: PrepareCommandOptions, terminal: Terminal): Promise<ExitCode> {
  const { inspectServer, requirePrepared } = await import('../../worker/server/inspect-server.ts');
  const asked = requireProfile(options.profile);
  const connection = await connectWithin(asked, options.wait ?? 0);
  try {
    const before = await inspectServer(connection, asked.namespace);
    if (options.check === true) requirePrepared(before, asked);
    const made = options.check === true ? undefined : await prepare(connection, asked, options.retentionDays);
    const after = made === undefined ? before : await inspectServer(connection, asked.namespace);
    requirePrepared(after, asked);
    const prepared = {
      address: asked.address,
      namespace: asked.namespace,
      serverVersion: after.serverVersion,
      registered: made?.registered ?? false,
      addedAttributes: made?.addedAttributes ?? [],
      retentionDays: await readRetention(connection, asked.namespace),
    };
    if (options.json === true) terminal.json(prepared);
    else terminal.print(showPrepared({ ...prepared, profile: asked.profile }, terminal.view()));
    return EXIT.DONE;
  } catch (error) {
    if (isMusterError(error)) throw error;
    const { explainRefusal } = await import('../../worker/server/explain-refusal.ts');
    throw explainRefusal(error, asked) ?? error;
  } finally {
    await connection.close();
  }
}

/** A server that was started beside us needs a moment; what it refuses, it refuses at once. */
async function connectWithin(asked: RequiredProfile, waitS: number): Promise<Connection> {
  const { openConnection } = await import('../../worker/server/open-connection.ts');
  const end = Date.now() + 1000 * waitS;
  for (;;) {
    try {
      const hint = `check ${asked.address}`;
      return await openConnection(asked.connection, { ...asked, limitMs: CONNECT_LIMIT_MS, hint });
    } catch (error) {
      if (!(isMusterError(error) && error.kind === 'transient') || Date.now() > end) throw error;
    }
    await sleep(500);
  }
}

async function prepare(connection: Connection, asked: RequiredProfile, retentionDays: number) {
  const { prepareNamespace } = await import('../../worker/server/prepare-namespace.ts');
  const { inspectServer } = await import('../../worker/server/inspect-server.ts');
  const signal = AbortSignal.timeout(PREPARE_LIMIT_MS);
  try {
    return await prepareNamespace(connection, asked.namespace, signal, { retentionDays });
  } catch (error) {
    const { findGrpcError, GRPC } = await import('../../worker/server/grpc-code.ts');
    const code = findGrpcError(error)?.code;
    if (code !== GRPC.PERMISSION_DENIED && code !== GRPC.UNIMPLEMENTED) throw error;
    const facts = await inspectServer(connection, asked.namespace).catch(() => undefined);
    throw new MusterError(
      'TEMPORAL_AUTH',
      `Temporal at ${asked.address} does not let us prepare "${asked.namespace}"`,
      {
        hint: 'let an administrator of it make what is missing; in Temporal Cloud on the page of the namespace',
        details: facts === undefined ? [] : administratorCommands(facts, retentionDays),
        cause: error,
      },
    );
  }
}

async function readRetention(connection: Connection, namespace: string): Promise<number | undefined> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  return seconds > 0 ? Math.round(seconds / 86_400) : undefined;
}
