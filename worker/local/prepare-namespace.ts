import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../model/operation.ts';

/** The server's own namespace forgets ended operations after a day. */
const RETENTION_DAYS = 30;
/** As in temporal.api.enums.v1.IndexedValueType; the enum itself is not exported by the client. */
const KEYWORD = 2;
const KEYWORD_LIST = 7;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/** Makes what is missing and returns when a query on every search attribute is accepted. Safe to call again. */
export async function prepareNamespace(connection: Connection, namespace: string, signal: AbortSignal): Promise<void> {
  await registerMissing(connection, namespace);
  await until(signal, () => isDescribable(connection, namespace));
  await until(signal, () => addSearchAttributes(connection, namespace));
  await until(signal, () => acceptsQueries(connection, namespace));
}

async function registerMissing(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return;
  } catch (error) {
    if (codeOf(error) !== NOT_FOUND) throw error;
  }
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      description: 'Operations of muster',
      workflowExecutionRetentionPeriod: msToTs(`${RETENTION_DAYS}d`),
    });
  } catch (error) {
    if (codeOf(error) !== ALREADY_EXISTS) throw error;
  }
}

async function isDescribable(connection: Connection, namespace: string): Promise<boolean> {
  await connection.workflowService.describeNamespace({ namespace });
  return true;
}

/** The flag of the server is ignored when the namespace exists, so they are added here (1.31.2, as read). */
async function addSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((name) => customAttributes?.[name] === undefined);
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(
      missing.map((name) => [name, name === SEARCH_ATTRIBUTES.nodes ? KEYWORD_LIST : KEYWORD]),
    );
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  }
  return missing.length === 0;
}

async function acceptsQueries(connection: Connection, namespace: string): Promise<boolean> {
  const query = Object.values(SEARCH_ATTRIBUTES)
    .map((name) => `${name} = 'none'`)
    .join(' AND ');
  await connection.workflowService.countWorkflowExecutions({ namespace, query });
  return true;
}

/** The server's own caches take a moment to see what was registered. */
async function until(signal: AbortSignal, isSo: () => Promise<boolean>): Promise<void> {
  for (;;) {
    try {
      if (await isSo()) return;
    } catch (error) {
      if (signal.aborted) throw error;
    }
    signal.throwIfAborted();
    await sleep(50);
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
