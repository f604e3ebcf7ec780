import type { Socket } from 'node:net';
import type { GrpcReply, GrpcRequest, LeaveReply, LeaveRequest } from '../model/requests.ts';
import type { WireReply, WireRequest } from '../wire.ts';
import { openConnection, parseAddress, Unreachable } from './open-connection.ts';

/** What came of one call: an answer, or what is at that address instead. */
export type Called<Reply> =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'unreachable'; readonly why: string }
  /** Another gRPC service is there. */
  | { readonly kind: 'unimplemented' }
  /** Something that speaks HTTP/1 is there. */
  | { readonly kind: 'http' }
  /** The connection ended before the answer. */
  | { readonly kind: 'cut' };

export async function callGrpc(address: string, request: GrpcRequest): Promise<Called<GrpcReply>> {
  return (await call(address, { service: 'grpc', request, from: hostName() })) as Called<GrpcReply>;
}

export async function callRaft(address: string, request: LeaveRequest): Promise<Called<LeaveReply>> {
  return (await call(address, { service: 'raft', request, from: hostName() })) as Called<LeaveReply>;
}

function hostName(): string {
  return process.env['SANDBOX_HOST'] ?? '';
}

/** Waits as long as it takes: the product's tools have no limit of their own (recorded). */
async function call(address: string, request: WireRequest): Promise<Called<GrpcReply | LeaveReply>> {
  const { host, port } = parseAddress(address);
  let socket: Socket;
  try {
    socket = await openConnection(host, port);
  } catch (error) {
    if (error instanceof Unreachable) return { kind: 'unreachable', why: error.message };
    throw error;
  }
  const line = await new Promise<string | undefined>((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve(text);
    });
    socket.on('close', () => resolve(undefined));
    socket.write(`${JSON.stringify(request)}\n`);
  });
  socket.destroy();
  if (line === undefined) return { kind: 'cut' };
  if (line.startsWith('HTTP/')) return { kind: 'http' };
  const answer = JSON.parse(line) as WireReply;
  return answer.kind === 'reply' ? { kind: 'reply', reply: answer.reply } : { kind: 'unimplemented' };
}
