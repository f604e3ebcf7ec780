import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { typeOfAttribute } from '../../model/judge-temporal.ts';
import { SEARCH_ATTRIBUTES } from '../../model/operation.ts';
import { findGrpcError, GRPC } from './grpc-code.ts';
import { queryOn } from './inspect-server.ts';

/** The server's own namespace forgets ended operations after a day. */
export const RETENTION_DAYS = 30;
/** As in temporal.api.enums.v1.IndexedValueType; the enum itself is not exported by the client. */
export const INDEXED_VALUE_TYPE = { Keyword: 2, KeywordList: 7 } as const;

export interface PrepareOptions {
  /** How long ended operations are kept; that of a namespace that exists is left alone. @default 30 */
  readonly retentionDays?: number;
}

export interface Prepared {
  readonly registered: boolean;
  readonly addedAttributes: readonly string[];
}

/** Makes what is missing and returns when a query on every search attribute is accepted. Safe to call again. */
export async function prepareNamespace(
  connection: Connection,
  namespace: string,
  signal: AbortSignal,
  { retentionDays = RETENTION_DAYS }: PrepareOptions = {},
): Promise<Prepared> {
  const registered = await registerMissing(connection, namespace, retentionDays);
  const added = new Set<string>();
  await until(signal, () => isDescribable(connection, namespace));
  if (!(await acceptsQueries(connection, namespace).catch(() => false)))
    await until(signal, () => addSearchAttributes(connection, namespace, added));
  await until(signal, () => acceptsQueries(connection, namespace));
  return { registered, addedAttributes: [...added] };
}

async function registerMissing(connection: Connection, namespace: string, retentionDays: number): Promise<boolean> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return false;
  } catch (error) {
    if (codeOf(error) !== GRPC.NOT_FOUND) throw error;
  }
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      description: 'Operations of muster',
      workflowExecutionRetentionPeriod: msToTs(`${retentionDays}d`),
    });
    return true;
  } catch (error) {
    if (codeOf(error) !== GRPC.ALREADY_EXISTS) throw error;
    return false;
  }
}

async function isDescribable(connection: Connection, namespace: string): Promise<boolean> {
  await connection.workflowService.describeNamespace({ namespace });
  return true;
}

/** The flag of the server is ignored when the namespace exists, so they are added here (1.31.2, as read). */
async function addSearchAttributes(connection: Connection, namespace: string, added: Set<string>): Promise<boolean> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((name) => customAttributes?.[name] === undefined);
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(
      missing.map((name) => [name, INDEXED_VALUE_TYPE[typeOfAttribute(name)]]),
    );
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    for (const name of missing) added.add(name);
  }
  return missing.length === 0;
}

async function acceptsQueries(connection: Connection, namespace: string): Promise<boolean> {
  const query = queryOn(Object.values(SEARCH_ATTRIBUTES));
  await connection.workflowService.countWorkflowExecutions({ namespace, query });
  return true;
}

/** The server's own caches take a moment to see what was registered; what it does not allow now, it will not in a second. */
async function until(signal: AbortSignal, isSo: () => Promise<boolean>): Promise<void> {
  for (;;) {
    try {
      if (await isSo()) return;
    } catch (error) {
      if (signal.aborted || isForbidden(error)) throw error;
    }
    signal.throwIfAborted();
    await sleep(50);
  }
}

function isForbidden(error: unknown): boolean {
  const code = codeOf(error);
  return code === GRPC.PERMISSION_DENIED || code === GRPC.UNAUTHENTICATED || code === GRPC.UNIMPLEMENTED;
}

function codeOf(error: unknown): number | undefined {
  return findGrpcError(error)?.code;
}
