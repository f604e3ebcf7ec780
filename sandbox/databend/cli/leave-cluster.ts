import { callRaft, type Called } from './call-port.ts';
import type { LeaveReply } from '../model/requests.ts';

/**
 * `databend-meta --leave-id N --leave-via A …`: one address after the other until one does it. Says nothing when it is done.
 * Returns the line for stderr when none did. Texts as recorded.
 */
export async function leaveCluster(id: number, via: readonly string[]): Promise<string | undefined> {
  const reasons: string[] = [];
  for (const address of via) {
    const called = await callRaft(address, { kind: 'leave', id });
    if (called.kind === 'reply' && called.reply.kind === 'left') return undefined;
    reasons.push(describe(called, `while: leave ${id} via: ${address}`));
  }
  return `Error: fail to leave ${id} cluster via [${via.map((address) => `"${address}"`).join(', ')}], caused by errors: ${reasons.join(', ')}`;
}

function describe(called: Called<LeaveReply>, where: string): string {
  switch (called.kind) {
    case 'reply':
      return `${called.reply.kind === 'error' ? called.reply.error : ''} ${where}`;
    case 'unreachable':
      return `tonic::transport::error::Error: transport error ${where}; source: ${called.why}`;
    case 'unimplemented':
      return `tonic::status::Status: status: Unimplemented, message: "", details: [], metadata: MetadataMap { headers: {"content-type": "application/grpc", "date": "${new Date().toUTCString()}", "content-length": "0"} } ${where}`;
    case 'http':
      return `tonic::status::Status: status: Internal, message: "protocol error: received message with invalid compression flag: 110 (valid flags are 0 and 1) while receiving response with status: 404 Not Found", details: [], metadata: MetadataMap { headers: {"content-type": "text/plain; charset=utf-8", "date": "${new Date().toUTCString()}", "content-length": "9"} } ${where}`;
    // Not recorded.
    case 'cut':
      return `tonic::status::Status: status: Unknown, message: "transport error", details: [], metadata: MetadataMap { headers: {} } ${where}; source: transport error; source: connection error; source: stream closed because of a broken pipe`;
  }
}
