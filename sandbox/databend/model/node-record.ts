import type { NodeRecord } from './log.ts';
import type { MetaConfig } from './meta-config.ts';

/** What a node says of itself when it joins and each time that it starts. */
export function recordOf({ id, raftAdvertiseHost, raftPort, grpcAddress, grpcAdvertiseHost }: MetaConfig): NodeRecord {
  const grpcPort = grpcAddress.slice(grpcAddress.lastIndexOf(':'));
  return {
    name: String(id),
    endpoint: { addr: raftAdvertiseHost, port: raftPort },
    grpc_api_advertise_address: grpcAdvertiseHost === undefined ? null : `${grpcAdvertiseHost}${grpcPort}`,
  };
}

export function raftAddressOf({ endpoint }: NodeRecord): string {
  return `${endpoint.addr}:${endpoint.port}`;
}

/** As status and start print it. */
export function formatRecord(record: NodeRecord): string {
  return `id=${record.name} raft=${raftAddressOf(record)} grpc=${record.grpc_api_advertise_address ?? ''}`;
}
