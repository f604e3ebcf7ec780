import { hostname, userInfo } from 'node:os';
import type { Context } from '@temporalio/activity';
import { MusterError } from '../../model/error.ts';
import { type Installation, toLine } from '../../model/lease/lease.ts';

/** A namespace keeps its UUID for as long as it lives. */
const known = new Map<string, Installation>();

/** The namespace that the operation is in, by the id that no other one has. It is asked once in a process. */
export async function readInstallation({ client, info }: Context, address?: string): Promise<Installation> {
  const { namespace } = info;
  const key = `${address} ${namespace}`;
  const present = known.get(key);
  if (present !== undefined) return present;
  const id = await askId(client, namespace);
  const at = address === undefined ? '' : ` at ${address}`;
  const made = { id, name: toLine(`${userName()}@${hostname()} (${namespace}${at})`, 300) };
  known.set(key, made);
  return made;
}

async function askId(client: Context['client'], namespace: string): Promise<string> {
  const unknown = (cause?: unknown) =>
    new MusterError('TEMPORAL_DOWN', `Temporal does not tell the id of the namespace ${namespace}`, {
      kind: 'transient',
      cause,
    });
  const answer = await client.workflowService.describeNamespace({ namespace }).catch((error: unknown) => {
    throw unknown(error);
  });
  const id = answer.namespaceInfo?.id;
  if (!id) throw unknown();
  return id;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container without an entry in passwd.
    return process.env.USER ?? `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
