import type { FrontendRow } from './frontend-rows.ts';

export type PortAnswer = 'open' | 'refused' | 'silent';

/** What one script read on the host of a new frontend. */
export interface HostReading {
  /** Every IPv4 address of the host, in the order of its interfaces. */
  readonly addresses: readonly string[];
  /** Ports that the host itself says are listened on. */
  readonly listening: readonly number[];
  /** Pid of a living frontend of the node's home. */
  readonly process?: number;
  /** First names in the meta directory. */
  readonly meta: readonly string[];
  /** ClusterId in the meta directory's VERSION file. */
  readonly metaClusterId?: string;
  /** Free space below the meta directory, or its nearest existing parent; absent when `df` gave no number. */
  readonly freeKib?: number;
  /** Whether `bin/start_fe.sh` is there. */
  readonly installed: boolean;
  readonly java: JavaReading;
}

/** The Java that the start script would take. */
export interface JavaReading {
  /** JAVA_HOME as it will be; absent where none is set anywhere. */
  readonly home?: string;
  /** Who sets it, e.g. `fe.conf`. */
  readonly from?: string;
  /** First line of `java -version`; absent where there is no such program. */
  readonly version?: string;
}

/** What was read about the new node, from its host, its package and the cluster. */
export interface HostSurvey extends HostReading {
  readonly registered: readonly FrontendRow[];
  readonly clusterId: string;
  /** As the worker sees it. */
  readonly fromOutside: { readonly http: PortAnswer; readonly editLog: PortAnswer };
}
