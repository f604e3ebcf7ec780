export type EngineName = 'starrocks' | 'databend';

/** Of StarRocks a frontend, a backend or a compute node; of Databend a Meta node or a Query node. */
export type HostRole = 'fe' | 'be' | 'cn' | 'meta' | 'query';

/** One simulated machine: a loopback address, a directory that stands for its disk, an SSH server. */
export interface SandboxHost {
  /** Alias of the node that lives there, e.g. `fe-1`. */
  readonly name: string;
  /** What the host is for. */
  readonly role: HostRole;
  readonly address: string;
  /** The host's disk: everything of the host is below it. */
  readonly root: string;
}

export interface SandboxOptions {
  /** Directory of the sandbox: hosts, keys, package, cluster file, logs, control socket. */
  readonly dir: string;
  /** Name of the cluster in the cluster file. @default 'sandbox' */
  readonly name: string;
  /** @default 'starrocks' */
  readonly engine?: EngineName;
  /** Hosts for frontends to make, `fe-1` … `fe-N`. @default 3, none with another engine */
  readonly hosts: number;
  /** How many of them run a frontend of the cluster when `up` returns. @default 1, none with another engine */
  readonly frontends: number;
  /** How many of the hosts, the last ones, are for observers: so in the cluster file, and so they join. @default 0 */
  readonly observers?: number;
  /** How many backends run and are registered when `up` returns. @default 0 */
  readonly backends?: number;
  /** Hosts for backends, `be-1` … `be-N`. @default as many as backends */
  readonly backendHosts?: number;
  /** How many compute nodes run and are registered when `up` returns. @default 0 */
  readonly computeNodes?: number;
  /** Hosts for compute nodes, `cn-1` … `cn-N`. @default as many as compute nodes */
  readonly computeNodeHosts?: number;
  /** Tables lie in object storage, of which backends and compute nodes keep a cache. @default false */
  readonly sharedData?: boolean;
  /** How many Meta nodes run when `up` returns, the first of them alone at first. @default 1 */
  readonly meta?: number;
  /** Hosts for Meta nodes, `meta-1` … `meta-N`. @default 3, or as many as Meta nodes */
  readonly metaHosts?: number;
  /** How many Query nodes run when `up` returns. @default 0 */
  readonly queries?: number;
  /** Hosts for Query nodes, `query-1` … `query-N`. @default as many as Query nodes */
  readonly queryHosts?: number;
  /** Seconds between two questions of a Query node for the members; 0: its file is all it ever knows. @default 60, as packaged */
  readonly autoSync?: number;
  /** How much faster than the real product time runs: every recorded delay is divided by it. @default 1 */
  readonly speed: number;
  /** Free loopback /24 to take the addresses from, e.g. `127.77.3`. @default the first free one */
  readonly network?: string;
}

/** What `up` leaves in `<dir>/sandbox.json`, so that every other command finds it. */
export interface SandboxInfo extends SandboxOptions {
  readonly network: string;
  readonly pid: number;
  readonly controlSocket: string;
  readonly sshPort: number;
  readonly clusterFile: string;
  readonly hostsList: readonly SandboxHost[];
}

/** A request on the control socket: one JSON line in, one JSON line out (`{ok: true, value}` or `{ok: false, message}`). */
export interface ControlRequest {
  readonly command: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
}

/** What a product is given to work with. */
export interface EngineContext {
  readonly options: SandboxInfo;
  readonly hosts: readonly SandboxHost[];
  readonly log: (line: string) => void;
}

/** What the daemon needs of a product. One per engine, in `sandbox/<engine>/engine.ts`. */
export interface SandboxEngine {
  /** Lays out hosts, package and first nodes; returns when the cluster that was asked for serves. */
  start(): Promise<void>;
  /** Commands of the product's own: kill, faults, the state of nodes. Throws with one line. */
  control(request: ControlRequest): Promise<unknown>;
  /** Ends every process that was started by it. */
  stop(): Promise<void>;
}
