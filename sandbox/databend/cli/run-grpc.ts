import type { GrpcReply, GrpcRequest, SeqValue } from '../model/requests.ts';
import { callGrpc, type Called } from './call-port.ts';
import { callWithRetries } from './grpc-client.ts';

/** What a connection that fails at the first step leads to: the reason, once more below it (recorded). */
export function describeFailure(address: string, called: Exclude<Called<GrpcReply>, { kind: 'reply' }>): string {
  const [what, why] = failureOf(address, called);
  return `Error: ${what}${why}\n\nCaused by:\n    ${why}\n`;
}

function failureOf(address: string, called: Exclude<Called<GrpcReply>, { kind: 'reply' }>): [string, string] {
  const handshake = 'HandshakeError with databend-meta: Connection Failure; cause: ';
  const date = `"date": "${new Date().toUTCString()}"`;
  switch (called.kind) {
    case 'unreachable':
      return [
        'ConnectionError: while creating rpc channel source: ',
        `databend_meta_runtime_api::ChannelError: cannot connect to http://${address}/: tonic::transport::error::Error: transport error; source: ${called.why}`,
      ];
    case 'http':
      return [
        handshake,
        'tonic::status::Status: status: Internal, message: "protocol error: received message with invalid compression flag: 110 (valid flags are 0 and 1) while receiving response with status: 404 Not Found", details: [], metadata: MetadataMap { headers: {} }',
      ];
    case 'unimplemented':
      return [
        handshake,
        `tonic::status::Status: status: Unimplemented, message: "", details: [], metadata: MetadataMap { headers: {"content-type": "application/grpc", ${date}, "content-length": "0"} }`,
      ];
    // Not recorded.
    case 'cut':
      return [
        handshake,
        'tonic::status::Status: status: Unknown, message: "transport error", details: [], metadata: MetadataMap { headers: {} }; source: transport error; source: connection error; source: stream closed because of a broken pipe',
      ];
  }
}

export async function runStatus(address: string): Promise<number> {
  const called = await callGrpc(address, { kind: 'status' });
  if (called.kind !== 'reply') return fail(describeFailure(address, called));
  const { reply } = called;
  if (reply.kind === 'status') process.stdout.write(reply.text);
  return 0;
}

export async function runGet(address: string, key: string): Promise<number> {
  return await ask(address, { kind: 'get', key }, (reply) => {
    if (reply.kind !== 'get') return '';
    const { value } = reply;
    if (value === undefined) return 'null\n';
    const data = [...Buffer.from(value.data)];
    return `${JSON.stringify({ seq: value.seq, meta: { proposed_at_ms: Math.floor(value.proposedAt) }, data })}\n`;
  });
}

export async function runUpsert(address: string, key: string, value: string): Promise<number> {
  return await ask(address, { kind: 'upsert', key, value }, (reply) => {
    if (reply.kind !== 'upsert') return '';
    return `upsert-result: None: ${formatValue(reply.before)} -> ${formatValue(reply.after)}\n`;
  });
}

export async function runMemberList(address: string): Promise<number> {
  return await ask(address, { kind: 'member-list' }, (reply) => {
    if (reply.kind !== 'member-list') return '';
    return reply.addresses.map((one) => `${one}\n`).join('');
  });
}

function formatValue(value: SeqValue | undefined): string {
  if (value === undefined) return 'None';
  return `Some(SeqV { seq: ${value.seq}, meta: Some(KVMeta { expire_at: None, proposed_at_ms: Some(${Math.floor(value.proposedAt)}) }), data: "[binary]" })`;
}

async function ask(address: string, request: GrpcRequest, print: (reply: GrpcReply) => string): Promise<number> {
  process.stderr.write(`Using gRPC API address: ["${address}"]\n`);
  const outcome = await callWithRetries(address, request);
  if (outcome.kind === 'failed') return fail(describeFailure(address, outcome.called));
  if (outcome.kind === 'refused') return fail(outcome.text);
  process.stdout.write(print(outcome.reply));
  return 0;
}

function fail(text: string): number {
  process.stderr.write(text);
  return 1;
}
