/** One node's configuration, as the process read it from its file and its flags. */
export interface MetaConfig {
  readonly id: number;
  /** The machine that it runs on: what `WorldOptions.machineOf` gives for the addresses of that host. */
  readonly machine: string;
  /** Shown only, and in the name of the log file: it is not compared with anybody's. */
  readonly clusterName: string;
  readonly raftListenHost: string;
  readonly raftAdvertiseHost: string;
  readonly raftPort: number;
  /** `host:port` */
  readonly grpcAddress: string;
  /** Without it a node has no gRPC address in the records of its cluster. */
  readonly grpcAdvertiseHost?: string;
  /** `host:port` */
  readonly adminAddress: string;
  readonly single: boolean;
  /** Raft addresses, `host:port`. */
  readonly join: readonly string[];
  readonly learner: boolean;
  /** Milliseconds. @default 500, whatever the file says: only the flag counts (recorded) */
  readonly heartbeat: number;
  /** Milliseconds. @default 180000, likewise */
  readonly waitLeaderTimeout: number;
  readonly raftDir: string;
  readonly configFile: string;
  readonly logDir: string;
  readonly logLevel: string;
  /** Ports that another process held when this one tried them: the raft port's is not noticed. */
  readonly busyPorts?: readonly ('admin' | 'grpc' | 'raft')[];
  /** Another process has this raft directory open. */
  readonly raftDirLocked?: boolean;
}

export type LogLevel = 'INFO' | 'WARN' | 'ERROR';

/** What the model has a process do in the world. Each line without its line end. */
export interface MetaEffects {
  stdout(line: string): void;
  stderr(line: string): void;
  /** A line for the log file: source and message, without time and level. */
  log(level: LogLevel, line: string): void;
  /** Opens the ports that are not busy: from now on it answers. */
  listen(): void;
  /** Said all it had to say. */
  exit(code: number): void;
}
