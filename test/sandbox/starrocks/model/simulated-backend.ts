import type { BackendProcess, BackendStart } from '../../../../sandbox/starrocks/model/backend-process.ts';
import { leaveBackend, removeBackend, startBackend } from '../../../../sandbox/starrocks/model/start-backend.ts';
import { ip, type SimulatedCluster } from './simulated-cluster.ts';

const PORTS = { be: 9060, http: 8040, heartbeat: 9050, brpc: 8060, starlet: 9070 };

/** A backend's process without a process, and what it was told to do. Its storage outlives it. */
export class SimulatedBackend {
  readonly host: string;
  readonly lines: string[] = [];
  readonly #cluster: SimulatedCluster;
  process: BackendProcess;
  clusterId: number | undefined;
  exitCode: number | undefined;
  holdsTablets: boolean | undefined;

  constructor(cluster: SimulatedCluster, last: number, start: Partial<BackendStart> = {}) {
    this.#cluster = cluster;
    this.host = ip(last);
    this.process = this.start(start);
  }

  /** Also for the next start on the same storage. */
  start(start: Partial<BackendStart> = {}): BackendProcess {
    const home = `/${this.host}/be`;
    this.exitCode = undefined;
    this.process = startBackend(
      this.#cluster.world,
      {
        ...{ kind: 'be', home, host: this.host, ports: PORTS },
        storage: [{ path: `${home}/storage`, medium: 'HDD' }],
        ...(this.clusterId !== undefined && { clusterId: this.clusterId }),
        ...start,
      },
      {
        log: (line) => this.lines.push(line),
        openPorts: () => {},
        keepClusterId: (clusterId) => {
          this.clusterId = clusterId;
        },
        holdTablets: (on) => {
          this.holdsTablets = on;
        },
        exit: (code) => {
          this.exitCode = code;
        },
        die: () => this.kill(),
      },
    );
    return this.process;
  }

  kill(): void {
    removeBackend(this.#cluster.world, this.process);
  }

  leave(): void {
    leaveBackend(this.#cluster.world, this.process);
  }

  get address(): string {
    return `${this.host}:${this.process.ports.heartbeat}`;
  }
}
