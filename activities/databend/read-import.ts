import type { MetaPorts } from '../../model/databend/cluster-spec.ts';
import { raftHandle } from '../../model/databend/member-answer.ts';
import type { MetaSettings } from '../../model/databend/meta-toml.ts';
import { type RaftNode, parseMetaStatus } from '../../model/databend/meta-status.ts';
import { readVersion } from '../../model/databend/program-version.ts';
import { isMusterError, MusterError } from '../../model/error.ts';
import type { DatabendImportRequest, ImportedDatabend, ImportedMeta } from '../../model/import.ts';
import { isPort } from '../../model/patterns.ts';
import type { Tools } from '../tools.ts';
import { askAdmin } from './ask-admin.ts';
import { type FoundOnHost, findMetaInstall } from './find-meta-install.ts';
import { readMember } from './read-member.ts';

const LIMIT_MS = 5_000;
/** As shipped (recorded on 1.2.888), for members that do not say where Query nodes ask them. */
const SHIPPED_GRPC = 9191;

/** Reads a running Meta service for a file that does not exist yet. One member knows all the others. */
export async function readImport(tools: Tools, request: DatabendImportRequest): Promise<ImportedDatabend> {
  const { host, adminPort, ssh } = request;
  const point = { name: `${host}:${adminPort}`, host, port: adminPort, ...(ssh && { ssh: { host, ...ssh } }) };
  const { body } = await askAdmin(tools, point, '/v1/cluster/status', { limitMs: LIMIT_MS });
  const status = parseMetaStatus(body);
  const members = [...status.voters, ...status.learners];
  if (members.length === 0) {
    throw new MusterError(
      'NOT_MEMBER',
      `${point.name} is a meta node without data: it waits for a join, and knows nobody`,
      {
        hint: 'ask a member of the cluster',
      },
    );
  }
  const votes = new Set(status.voters.map(({ id }) => id));
  const metas = await Promise.all(
    members.toSorted((a, b) => a.id - b.id).map((node) => readMeta(tools, node, votes.has(node.id), request)),
  );
  return {
    // What a build of one's own calls itself may be anything.
    version: readVersion(status.version) ?? '1.2.888',
    ...(status.leader !== undefined && { leader: raftHandle(status.leader) }),
    metas,
  };
}

async function readMeta(
  tools: Tools,
  node: RaftNode,
  votes: boolean,
  { adminPort, ssh }: DatabendImportRequest,
): Promise<ImportedMeta> {
  const { id, host } = node;
  const found = ssh === undefined ? undefined : await look(tools, { host, ...ssh });
  const settings = typeof found === 'string' ? undefined : found?.settings;
  const { ports, unknownPorts } = choosePorts(node, settings, adminPort);
  const handle = raftHandle(node);
  const point = { name: handle, handle, host, port: ports.admin, ...(ssh && { ssh: { host, ...ssh } }) };
  const { status } = await readMember(tools, point, { limitMs: LIMIT_MS });
  return {
    id,
    host,
    ports,
    // That it answers there tells that it is the right one.
    unknownPorts: unknownPorts.filter((use) => use !== 'admin' || status?.id !== id),
    votes,
    alive: status?.id === id,
    ...(typeof found === 'string' ? { trouble: found } : found && { install: found.install }),
  };
}

/** Why nothing was found, as a sentence. */
async function look(tools: Tools, target: Parameters<typeof findMetaInstall>[1]): Promise<FoundOnHost | string> {
  try {
    return await findMetaInstall(tools, target);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return error.message;
  }
}

/** The raft port is recorded; grpc only where the node says where it serves; admin is in no record at all. */
function choosePorts(
  node: RaftNode,
  settings: MetaSettings | undefined,
  asked: number,
): { readonly ports: MetaPorts; readonly unknownPorts: readonly (keyof MetaPorts)[] } {
  const recorded = portOf(node.grpc);
  const grpc = recorded ?? portOf(settings?.grpcAddress);
  const admin = portOf(settings?.adminAddress);
  return {
    ports: { admin: admin ?? asked, grpc: grpc ?? SHIPPED_GRPC, raft: node.port },
    unknownPorts: [
      ...(admin === undefined ? (['admin'] as const) : []),
      ...(grpc === undefined ? (['grpc'] as const) : []),
    ],
  };
}

function portOf(address: string | undefined): number | undefined {
  const port = Number(/:(\d{1,5})$/.exec(address ?? '')?.[1]);
  return isPort(port) ? port : undefined;
}
