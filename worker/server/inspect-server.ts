import type { Connection } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { judgeTemporal, type TemporalFacts } from '../../model/judge-temporal.ts';
import { SEARCH_ATTRIBUTES } from '../../model/operation.ts';
import { type AskedServer, explainRefusal, prepareCommand } from './explain-refusal.ts';
import { findGrpcError, GRPC } from './grpc-code.ts';

/** Reads only what any user of the namespace may read: Temporal Cloud has no operator service. */
export async function inspectServer(connection: Connection, namespace: string): Promise<TemporalFacts> {
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  const namespaceExists = await answers(GRPC.NOT_FOUND, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
  return {
    namespace,
    serverVersion: serverVersion ?? '',
    namespaceExists,
    missingAttributes: namespaceExists ? await findMissing(connection, namespace) : [],
  };
}

/** Throws the first thing that keeps operations from running there; the others are its details. */
export function requirePrepared(facts: TemporalFacts, asked: AskedServer): void {
  const [first, ...others] = judgeTemporal(facts);
  if (first === undefined) return;
  throw new MusterError(first.code, `${first.message} (${asked.address})`, {
    hint: first.code === 'TEMPORAL_OLD' ? 'upgrade the server, one minor version at a time' : prepareCommand(asked),
    details: others.map(({ message }) => message),
  });
}

export async function requirePreparedServer(connection: Connection, asked: AskedServer): Promise<TemporalFacts> {
  try {
    const facts = await inspectServer(connection, asked.namespace);
    requirePrepared(facts, asked);
    return facts;
  } catch (error) {
    throw explainRefusal(error, asked) ?? error;
  }
}

/** What a query is refused with: this is how they are used, and it needs no right to list them. */
async function findMissing(connection: Connection, namespace: string): Promise<readonly string[]> {
  const accepts = (names: readonly string[]) =>
    answers(GRPC.INVALID_ARGUMENT, () =>
      connection.workflowService.countWorkflowExecutions({ namespace, query: queryOn(names) }),
    );
  const names = Object.values(SEARCH_ATTRIBUTES);
  if (await accepts(names)) return [];
  const known = await Promise.all(names.map((name) => accepts([name])));
  return names.filter((_, index) => !known[index]);
}

export function queryOn(names: readonly string[]): string {
  return names.map((name) => `${name} = 'none'`).join(' AND ');
}

async function answers(no: number, ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (findGrpcError(error)?.code === no) return false;
    throw error;
  }
}
