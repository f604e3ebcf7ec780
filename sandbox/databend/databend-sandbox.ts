import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ControlRequest, EngineContext, SandboxEngine, SandboxHost, SandboxInfo } from '../engine.ts';
import { RequestFaults } from '../faults/request-faults.ts';
import { sandboxPaths } from '../host/layout.ts';
import { ROLE_NAMES } from '../host/role-names.ts';
import { commandEnvironment } from '../host/run-command.ts';
import { HostUnits } from '../host/units/host-units.ts';
import { installSystemd } from '../host/units/install-systemd.ts';
import { SystemdServer } from '../host/units/systemd-server.ts';
import { enableUnit } from '../host/units/unit-files.ts';
import { chooseSocketPath } from '../process/choose-socket-path.ts';
import { WorldClock } from '../time/world-clock.ts';
import { writeClusterText } from './cluster-file.ts';
import { type ControlledSandbox, routeCommand } from './commands.ts';
import { MetaHub } from './meta-hub.ts';
import { World } from './model/world.ts';
import { grpcAddressOf, idOf, raftAddressOf } from './node-id.ts';
import { buildArchive } from './package/build-archive.ts';
import { installPackage, prepareHost } from './package/install-package.ts';
import type { PackageOptions } from './package/launcher.ts';
import { writeMetaToml } from './package/meta-toml.ts';
import { writeQueryToml } from './package/query-toml.ts';
import { pathsOf } from './paths.ts';
import { QueryHub } from './query-hub.ts';

/** Of the product's time: what a first start may take, in milliseconds; and the least on the clock. */
const SERVES_WITHIN = 60_000;
const SERVES_WITHIN_LEAST = 60_000;
/** Of about twenty recorded changes three were not known to every member at once. */
const LATE_NEWS = 0.15;

/** A Databend cluster: packages, files and units of the hosts, processes, and the model of the Meta service behind them. */
export class DatabendSandbox implements SandboxEngine, ControlledSandbox {
  readonly options: SandboxInfo;
  readonly hosts: readonly SandboxHost[];
  readonly world: World;
  readonly clock: WorldClock;
  readonly hub: MetaHub;
  readonly queryHub: QueryHub;
  readonly units: readonly HostUnits[];
  readonly requestFaults = new RequestFaults();
  readonly package: PackageOptions;
  readonly frozen = new Set<number>();
  readonly #systemd: SystemdServer;
  readonly #log: (line: string) => void;

  constructor({ options, hosts, log }: EngineContext) {
    this.options = options;
    this.hosts = hosts;
    this.#log = log;
    const { dir, speed } = options;
    const wallBegun = Date.now();
    this.world = new World({
      wall: (time) => wallBegun + time / speed,
      random: Math.random,
      lateNews: LATE_NEWS,
      machineOf: (host) => hosts.find(({ address }) => address === host)?.name,
    });
    this.clock = new WorldClock(this.world, speed, performance.now());
    const { world, clock, requestFaults: faults } = this;
    const socket = chooseSocketPath(dir);
    this.hub = new MetaHub({ socketPath: socket, world, clock, hosts, faults, log });
    const querySocket = chooseSocketPath(dir, 'queries');
    this.queryHub = new QueryHub({ socketPath: querySocket, hosts, log });
    const env = (host: SandboxHost) => commandEnvironment(dir, sandboxPaths(dir).shims, host);
    this.units = hosts.map((host) => new HostUnits({ host, env: env(host), now: Date.now }));
    this.#systemd = new SystemdServer(this.units, log);
    const program = (file: string) => fileURLToPath(new URL(file, import.meta.url));
    this.package = {
      node: process.execPath,
      programs: {
        'databend-meta': program('meta-node.js'),
        'databend-metactl': program('metactl.js'),
        'databend-query': program('query-node.js'),
      },
      sockets: { meta: socket, query: querySocket },
      speed,
    };
  }

  async start(): Promise<void> {
    const { dir, clusterFile, meta = 0, queries = 0, autoSync = 0 } = this.options;
    const systemdSocket = chooseSocketPath(dir, 'systemd');
    await writeFile(clusterFile, writeClusterText(this.options, this.hosts));
    await Promise.all([this.hub.listen(), this.queryHub.listen(), this.#systemd.listen(systemdSocket)]);
    await buildArchive(dir, this.package);
    for (const host of this.hosts) {
      installSystemd(host, systemdSocket);
      await prepareHost(host);
    }
    const members = this.hosts.filter(({ role }) => role === 'meta').slice(0, meta);
    const queryHosts = this.hosts.filter(({ role }) => role === 'query').slice(0, queries);
    // The others are bare: whoever adds a node there brings all of it.
    for (const host of [...members, ...queryHosts]) await installPackage(host, this.package);
    for (const [index, host] of members.entries()) {
      await this.#writeMeta(host, members.slice(0, index));
      await this.#begin(host);
    }
    // As the product's documentation advises: afterwards every file names all the others, and none founds a cluster again.
    for (const host of members)
      await this.#writeMeta(
        host,
        members.filter((other) => other !== host),
      );
    await Promise.all(
      queryHosts.map(async (host) => {
        const text = writeQueryToml(host, { endpoints: members.map(grpcAddressOf), autoSync });
        await writeFile(pathsOf(host).file, text);
        await this.#begin(host);
      }),
    );
  }

  control(request: ControlRequest): Promise<unknown> {
    return routeCommand(this, request);
  }

  async stop(): Promise<void> {
    await Promise.all(this.units.map((units) => units.killAll()));
    this.clock.stop();
    this.hub.close();
    this.queryHub.close();
    this.#systemd.close();
  }

  unitsOf(host: SandboxHost): HostUnits {
    const found = this.units.find((units) => units.host === host);
    if (found === undefined) throw new Error(`no systemd on ${host.name}`);
    return found;
  }

  async #writeMeta(host: SandboxHost, peers: readonly SandboxHost[]): Promise<void> {
    await writeFile(pathsOf(host).file, writeMetaToml(host, { id: idOf(host), join: peers.map(raftAddressOf) }));
  }

  async #begin(host: SandboxHost): Promise<void> {
    const units = this.unitsOf(host);
    const unit = units.find(pathsOf(host).unit);
    if (unit === undefined) throw new Error(`no unit on ${host.name}`);
    enableUnit(host, unit.name, unit.loaded);
    units.start(unit);
    const limit = Math.max(SERVES_WITHIN_LEAST, SERVES_WITHIN / this.options.speed);
    const deadline = performance.now() + limit;
    while (!this.serves(host)) {
      if (performance.now() > deadline) {
        throw new Error(`the ${ROLE_NAMES[host.role]} on ${host.name} does not serve after ${limit / 1000} s`);
      }
      await pause(5);
    }
    this.#log(`${host.name} serves`);
  }

  serves(host: SandboxHost): boolean {
    if (host.role === 'query') return this.queryHub.linkOf(host)?.ready === true;
    const link = this.hub.linkOf(host);
    return link?.opened === true && link.process.started;
  }
}
