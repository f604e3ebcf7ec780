import { z } from 'zod';
import type { RaftNode } from './meta-status.ts';

const records = z.array(
  z.object({
    name: z.string().regex(/^\d{1,20}$/),
    endpoint: z.object({ addr: z.string(), port: z.number() }),
    grpc_api_advertise_address: z.string().nullish(),
  }),
);

/** The body of `/v1/cluster/nodes`; nothing when it is something else. */
export function parseRecords(body: string): readonly RaftNode[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const read = records.safeParse(json);
  return read.data?.map(({ name, endpoint, grpc_api_advertise_address: grpc }) => ({
    id: Number(name),
    host: endpoint.addr,
    port: endpoint.port,
    ...(grpc && { grpc }),
  }));
}
