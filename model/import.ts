import type { SecretRef } from './cluster.ts';
import type { MetaPorts } from './databend/cluster-spec.ts';
import type { BackendPorts, FrontendPorts, StoragePath } from './starrocks/cluster-spec.ts';

/** Where a running cluster is asked what it is. */
export interface StarRocksImportRequest {
  readonly engine: 'starrocks';
  /** Any frontend, leader or not. */
  readonly host: string;
  readonly queryPort: number;
  readonly user: string;
  readonly password?: SecretRef;
  /** How its hosts are looked at. @default they are not */
  readonly ssh?: ImportSsh;
}

/** Where a running Meta service is asked what it is. */
export interface DatabendImportRequest {
  readonly engine: 'databend';
  /** Any member. */
  readonly host: string;
  readonly adminPort: number;
  /** How its hosts are looked at. @default they are not */
  readonly ssh?: ImportSsh;
}

export type ImportRequest = StarRocksImportRequest | DatabendImportRequest;

/** As in the cluster file; paths are absolute. */
export interface ImportSsh {
  readonly user?: string;
  readonly port?: number;
  readonly key?: string;
  readonly knownHosts?: string;
  readonly config?: string;
  readonly agent?: boolean;
}

interface FoundProcess {
  readonly home: string;
  /** JAVA_HOME of the running process. */
  readonly java?: string;
  /** Owner of the process, where that is not who logs in. */
  readonly become?: string;
  /** The line of its conf file. */
  readonly priorityNetworks?: string;
}

/** What was read on a host of its frontend. */
export interface FoundInstall extends FoundProcess {
  readonly meta: string;
}

/** What was read on a host of its backend or compute node. */
export interface FoundBackend extends FoundProcess {
  /** Absent where its conf file cannot be read or says what a cluster file cannot. */
  readonly storage?: readonly StoragePath[];
}

export interface ImportedFrontend {
  readonly host: string;
  readonly ports: FrontendPorts;
  /** Ports that nobody told: taken as shipped, or as those of the others. */
  readonly unknownPorts: readonly (keyof FrontendPorts)[];
  readonly observer: boolean;
  readonly alive: boolean;
  readonly install?: FoundInstall;
  /** Why nothing was found on its host. */
  readonly trouble?: string;
}

/** A backend or a compute node. */
export interface ImportedBackend {
  readonly host: string;
  readonly ports: BackendPorts;
  /** Ports that nobody told: taken as shipped. Before its first good heartbeat only the heartbeat port is known. */
  readonly unknownPorts: readonly (keyof BackendPorts)[];
  readonly alive: boolean;
  readonly install?: FoundBackend;
  /** Why nothing was found on its host. */
  readonly trouble?: string;
}

export interface ImportedStarRocks {
  readonly clusterId: string;
  /** Three numbers, and a suffix where it is no plain release. */
  readonly version: string;
  readonly leader: string;
  /** In the order of their addresses. */
  readonly frontends: readonly ImportedFrontend[];
  readonly backends: readonly ImportedBackend[];
  readonly computeNodes: readonly ImportedBackend[];
}

/** What was read on a host of its meta node: of the unit that starts it, and of its TOML file. */
export interface FoundMeta {
  readonly home: string;
  readonly file: string;
  readonly unit: string;
  /** Absent where a package put it: no place to write one. */
  readonly unitDir?: string;
  /** User that the unit runs as. */
  readonly user: string;
  /** Absent where the file cannot be read. */
  readonly raftDir?: string;
}

export interface ImportedMeta {
  /** Of the raft group. */
  readonly id: number;
  /** As recorded: what it advertises. */
  readonly host: string;
  readonly ports: MetaPorts;
  /** Ports that nobody told: taken as those of the one that was asked. */
  readonly unknownPorts: readonly (keyof MetaPorts)[];
  /** A learner has no vote. */
  readonly votes: boolean;
  readonly alive: boolean;
  readonly install?: FoundMeta;
  /** Why nothing was found on its host. */
  readonly trouble?: string;
}

export interface ImportedDatabend {
  /** Three numbers, and a suffix where it is no plain release. */
  readonly version: string;
  /** `host:raft port`; absent when nobody leads. */
  readonly leader?: string;
  /** In the order of their ids. Query nodes are not known to the Meta service. */
  readonly metas: readonly ImportedMeta[];
}

export type ImportedCluster = ImportedStarRocks | ImportedDatabend;
