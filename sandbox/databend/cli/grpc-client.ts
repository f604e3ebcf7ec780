import type { GrpcReply, GrpcRequest } from '../model/requests.ts';
import { callGrpc, type Called } from './call-port.ts';

/** Recorded: one attempt and four more. */
const ATTEMPTS = 5;
/** Recorded on a removed node, which led on to the others: after so many attempts that found no leader. */
const ROUTE_AFTER = 2;

export type ClientOutcome =
  | { readonly kind: 'done'; readonly reply: GrpcReply }
  /** The first connection could not be made. */
  | { readonly kind: 'failed'; readonly called: Exclude<Called<GrpcReply>, { kind: 'reply' }> }
  /** It was refused every time. */
  | { readonly kind: 'refused'; readonly text: string };

/** As the client of the product: it tries again, and goes on to other addresses that a node has named. */
export async function callWithRetries(address: string, request: GrpcRequest): Promise<ClientOutcome> {
  const refusals: string[] = [];
  let current = address;
  let others: readonly string[] | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const called = await callGrpc(current, request);
    if (called.kind !== 'reply' && current === address) return { kind: 'failed', called };
    if (called.kind === 'reply' && called.reply.kind !== 'error') return { kind: 'done', reply: called.reply };
    const message = called.kind === 'reply' && called.reply.kind === 'error' ? called.reply.message : 'transport error';
    refusals.push(describeAttempt(attempt, current, message));
    if (attempt + 1 < ROUTE_AFTER || !message.includes('no known leader')) continue;
    others ??= await listReachable(current);
    const [next, ...rest] = others;
    others = rest;
    if (next !== undefined) current = next;
  }
  const after = `after ${ATTEMPTS - 1} retries: [${refusals.join(', ')}]`;
  return {
    kind: 'refused',
    text: `Error: ConnectionError: failed to send RPC to meta-service source: ${after}\n\nCaused by:\n    ${after}\n`,
  };
}

/** The members that a node knows, but for itself and those that cannot be connected to. */
async function listReachable(address: string): Promise<string[]> {
  const called = await callGrpc(address, { kind: 'member-list' });
  if (called.kind !== 'reply' || called.reply.kind !== 'member-list') return [];
  const named = called.reply.addresses.filter((one) => one !== '' && one !== address);
  const found = await Promise.all(
    named.map(async (one) => ((await callGrpc(one, { kind: 'member-list' })).kind === 'reply' ? [one] : [])),
  );
  return found.flat();
}

function describeAttempt(attempt: number, address: string, message: string): string {
  const now = new Date();
  const at = now.toISOString().replace('T', '-').replace(/\..*/, '-UTC');
  return `("EstablishedClient[uniq=${attempt}, ${at}]{ target: ${address}, server_version: 260205003000, endpoints: current:${address}, all:[${address}] }", Status { code: Internal, message: "${message}", metadata: MetadataMap { headers: {"content-type": "application/grpc", "date": "${now.toUTCString()}"} }, source: None })`;
}
