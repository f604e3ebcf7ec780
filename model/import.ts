import type { FrontendPorts, SecretRef } from './cluster.ts';

/** Where a running cluster is asked what it is. */
export interface ImportRequest {
  /** Any frontend, leader or not. */
  readonly host: string;
  readonly queryPort: number;
  readonly user: string;
  readonly password?: SecretRef;
  /** How its hosts are looked at. @default they are not */
  readonly ssh?: ImportSsh;
}

/** As in the cluster file; paths are absolute. */
export interface ImportSsh {
  readonly user?: string;
  readonly port?: number;
  readonly key?: string;
  readonly knownHosts?: string;
  readonly config?: string;
  readonly agent?: boolean;
}

/** What was read on a host of its frontend. */
export interface FoundInstall {
  readonly home: string;
  readonly meta: string;
  /** JAVA_HOME of the running process. */
  readonly java?: string;
  /** Owner of the process, where that is not who logs in. */
  readonly become?: string;
  /** The line of fe.conf. */
  readonly priorityNetworks?: string;
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

export interface ImportedCluster {
  readonly clusterId: string;
  /** Three numbers, and a suffix where it is no plain release. */
  readonly version: string;
  readonly leader: string;
  /** In the order of their addresses. */
  readonly frontends: readonly ImportedFrontend[];
  /** `host:port` of what is not managed yet. */
  readonly backends: readonly string[];
  readonly computeNodes: readonly string[];
}
