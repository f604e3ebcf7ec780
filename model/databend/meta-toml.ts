import { lookUp, readToml, type TomlTable, type TomlValue } from '../toml/read-toml.ts';

/** What the file of a meta node says, with what the product takes where it says nothing (as read, 1.2.888). */
export interface MetaSettings {
  readonly id: number;
  readonly single: boolean;
  readonly join: readonly string[];
  readonly learner: boolean;
  /** @default './.databend/meta', below the directory that it happens to be started in */
  readonly raftDir: string;
  readonly raftListenHost: string;
  /** @default the name of the host */
  readonly raftAdvertiseHost?: string;
  readonly raftPort: number;
  readonly adminAddress: string;
  readonly grpcAddress: string;
  /** @default none: Query nodes are told an empty address */
  readonly grpcAdvertiseHost?: string;
}

export const LOOPBACK_DEFAULT = '127.0.0.1';

export function readMetaToml(text: string, name?: string): MetaSettings {
  return pickSettings(readToml(text, name));
}

/** A value of another kind than the product reads counts as absent here; `judgeMetaToml` says so. */
export function pickSettings(file: TomlTable): MetaSettings {
  const top = (key: string) => lookUp(file, [key]);
  const raft = (key: string) => lookUp(file, ['raft_config', key]);
  const raftAdvertiseHost = asText(raft('raft_advertise_host'));
  const grpcAdvertiseHost = asText(top('grpc_api_advertise_host'));
  const join = raft('join');
  return {
    id: asNumber(raft('id')) ?? 0,
    single: raft('single') === true,
    join: Array.isArray(join) ? join.filter((item) => typeof item === 'string') : [],
    learner: raft('learner') === true,
    raftDir: asText(raft('raft_dir')) ?? './.databend/meta',
    raftListenHost: asText(raft('raft_listen_host')) ?? LOOPBACK_DEFAULT,
    raftPort: asNumber(raft('raft_api_port')) ?? 28004,
    adminAddress: asText(top('admin_api_address')) ?? `${LOOPBACK_DEFAULT}:28002`,
    grpcAddress: asText(top('grpc_api_address')) ?? `${LOOPBACK_DEFAULT}:9191`,
    ...(raftAdvertiseHost !== undefined && { raftAdvertiseHost }),
    ...(grpcAdvertiseHost !== undefined && { grpcAdvertiseHost }),
  };
}

/** Under which a list may name the node itself. With its listen address in `join` it does not start (recorded on 1.2.888). */
export function ownAddresses({ raftListenHost, raftAdvertiseHost, raftPort }: MetaSettings): readonly string[] {
  return [raftListenHost, ...(raftAdvertiseHost === undefined ? [] : [raftAdvertiseHost])].map(
    (host) => `${host}:${raftPort}`,
  );
}

function asText(value: TomlValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asNumber(value: TomlValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
