import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ControlRequest, EngineContext, SandboxEngine, SandboxHost, SandboxInfo } from '../engine.ts';
import { RequestFaults } from '../faults/request-faults.ts';
import { shimStateDir } from '../host/layout.ts';
import { ROLE_NAMES } from '../host/role-names.ts';
import { chooseSocketPath } from '../process/choose-socket-path.ts';
import { readAddresses } from '../process/listeners.ts';
import { BackendHub, type BackendLink } from './backend-hub.ts';
import { writeClusterText } from './cluster-file.ts';
import { type ControlledSandbox, routeCommand } from './commands.ts';
import { findUser } from './model/accounts.ts';
import type { Answer } from './model/answer.ts';
import { createWorld } from './model/create-world.ts';
import { execute } from './model/execute.ts';
import { DataFaults } from './model/faults/data-faults.ts';
import type { BackendKind } from './model/backend-process.ts';
import type { Process } from './model/process.ts';
import { openSession } from './model/session.ts';
import type { World } from './model/world.ts';
import { homeOf, isObserver, runScript } from './nodes.ts';
import { buildPackage, type PackageOptions, writeProduct } from './package/build-package.ts';
import { setConfLine } from './package/fe-conf.ts';
import { makeSecrets, writeSecrets } from './private-files.ts';
import { type Link, ProcessHub } from './process-hub.ts';
import { Supervisor } from './supervisor.ts';
import { WorldClock } from '../time/world-clock.ts';

/** Of the product's time: what a first start may take, in milliseconds; and the least on the clock. */
const SERVES_WITHIN = 120_000;
const SERVES_WITHIN_LEAST = 60_000;

/** A StarRocks cluster: package, hosts' homes, processes, and the model behind them. */
export class StarRocksSandbox implements SandboxEngine, ControlledSandbox {
  readonly options: SandboxInfo;
  readonly hosts: readonly SandboxHost[];
  readonly world: World;
  readonly clock: WorldClock;
  readonly hub: ProcessHub;
  readonly backendHub: BackendHub;
  readonly supervisor: Supervisor;
  readonly statementFaults = new RequestFaults();
  readonly dataFaults: DataFaults;
  readonly package: PackageOptions;
  readonly secrets: readonly string[];
  readonly #secrets = makeSecrets();
  readonly #log: (line: string) => void;

  constructor({ options, hosts, log }: EngineContext) {
    this.options = options;
    this.hosts = hosts;
    this.#log = log;
    const begun = performance.now();
    const wallBegun = Date.now();
    this.world = createWorld({
      wall: (time) => wallBegun + time / options.speed,
      random: Math.random,
      addressesOf: (host) => this.#addressesOf(host),
    });
    this.dataFaults = new DataFaults(this.world);
    this.clock = new WorldClock(this.world, options.speed, begun);
    const socketPath = chooseSocketPath(options.dir);
    this.hub = new ProcessHub({
      socketPath,
      world: this.world,
      clock: this.clock,
      hosts,
      faults: this.statementFaults,
      log,
      onEnd: (link) => this.supervisor.ended(link, link.process?.helpers ?? []),
    });
    const { world, clock, hub } = this;
    const backendSocket = chooseSocketPath(options.dir, 'backends');
    this.backendHub = new BackendHub({
      ...{ socketPath: backendSocket, world, clock, hosts, log },
      ...{ neverStops: hub.neverStops, muted: hub.muted },
      onEnd: (link) => this.supervisor.ended(link, []),
    });
    this.supervisor = new Supervisor({ options, world, clock, runs: (home) => this.#runs(home), log });
    const program = (file: string) => fileURLToPath(new URL(file, import.meta.url));
    this.package = {
      dir: options.dir,
      node: process.execPath,
      program: program('fe-node.js'),
      socket: socketPath,
      keystorePassword: this.#secrets.shipped,
      backend: { node: process.execPath, program: program('be-node.js'), socket: backendSocket },
    };
    this.secrets = Object.values(this.#secrets);
  }

  async start(): Promise<void> {
    await writeSecrets(this.#secrets, this.options.clusterFile);
    await buildPackage(this.package);
    await writeFile(this.options.clusterFile, writeClusterText(this.options, this.hosts));
    await this.hub.listen();
    await this.backendHub.listen();
    const [first, ...others] = this.#hostsFor('fe', this.options.frontends);
    if (first === undefined) return;
    await this.install(first);
    await runScript(this.options, first, homeOf(first), 'start_fe.sh', ['--daemon']);
    await this.#untilServes(first);
    await this.sql('root', `SET PASSWORD = PASSWORD('${this.#secrets.sql}')`);
    for (const host of others) {
      await this.install(host);
      await this.sql(
        'root',
        `ALTER SYSTEM ADD ${isObserver(this.options, host) ? 'OBSERVER' : 'FOLLOWER'} '${host.address}:9010'`,
      );
      await runScript(this.options, host, homeOf(host), 'start_fe.sh', [
        '--helper',
        `${first.address}:9010`,
        '--daemon',
      ]);
      await this.#untilServes(host);
    }
    await this.#startBackends('be', 'BACKEND', this.options.backends);
    await this.#startBackends('cn', 'COMPUTE NODE', this.options.computeNodes);
  }

  /** All at once, registered by one statement. */
  async #startBackends(role: BackendKind, what: 'BACKEND' | 'COMPUTE NODE', count = 0): Promise<void> {
    const hosts = this.#hostsFor(role, count);
    if (hosts.length === 0) return;
    await Promise.all(
      hosts.map(async (host) => {
        await this.install(host);
        await runScript(this.options, host, homeOf(host), `start_${role}.sh`, ['--daemon']);
      }),
    );
    const list = hosts.map(({ address }) => `'${address}:9050'`).join(', ');
    const added = await this.sql('root', `ALTER SYSTEM ADD ${what} ${list}`);
    if (added.kind === 'error') throw new Error(added.message);
    for (const host of hosts) await this.#untilServes(host);
  }

  #hostsFor(role: SandboxHost['role'], count: number): readonly SandboxHost[] {
    return this.hosts.filter((host) => host.role === role).slice(0, count);
  }

  control(request: ControlRequest): Promise<unknown> {
    return routeCommand(this, request);
  }

  async stop(): Promise<void> {
    this.supervisor.stop();
    for (const { pid } of [...this.hub.links, ...this.backendHub.links]) kill(pid);
    while (this.hub.links.size + this.backendHub.links.size > 0) await pause(5);
    this.clock.stop();
    this.hub.close();
    this.backendHub.close();
  }

  /** As `configure` of an operator leaves it. */
  async install(host: SandboxHost, home = homeOf(host)): Promise<void> {
    const { role } = host;
    await writeProduct(home, this.package, role === 'fe' ? 'fe' : 'be');
    const path = join(home, 'conf', `${role}.conf`);
    const shipped = await readFile(path, 'utf8');
    const networks = setConfLine(shipped, 'priority_networks', `${this.options.network}.0/24`);
    const own: readonly (readonly [string, string])[] =
      role !== 'fe'
        ? []
        : [
            ['ssl_keystore_password', this.#secrets.keystore],
            ...(this.options.sharedData === true ? ([['run_mode', 'shared_data']] as const) : []),
          ];
    await writeFile(
      path,
      own.reduce((text, [key, value]) => setConfLine(text, key, value), networks),
    );
    // As read in be.conf: the storage path is made by hand.
    if (role !== 'fe') await mkdir(join(home, 'storage'), { recursive: true });
  }

  linkOf(host: SandboxHost, home = homeOf(host)): Link | undefined {
    return [...this.hub.links].find((link) => link.home === home);
  }

  backendOf(host: SandboxHost): BackendLink | undefined {
    return [...this.backendHub.links].find((link) => link.home === homeOf(host));
  }

  leader(): Process | undefined {
    const leaders = [...this.world.processes].filter(({ role, ready }) => role === 'LEADER' && ready);
    const ours = leaders.filter((one) => this.linkOf(this.#hostOf(one))?.process === one);
    return ours.find(({ host }) => !this.world.isCut(host)) ?? ours[0];
  }

  /** Of the leader; without one, of whichever frontend has the longest journal. */
  bestKnown(): Process | undefined {
    const known = this.hosts.map((host) => this.linkOf(host)?.process).filter((one) => one?.env !== undefined);
    known.sort((a, b) => (b?.env?.metadata.journalId ?? 0) - (a?.env?.metadata.journalId ?? 0));
    return this.leader() ?? known[0];
  }

  /** Runs a statement on the leader, as a user. */
  sql(userName: string, statement: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.clock.run(() => {
        const leader = this.leader();
        const user = leader && findUser(this.world.metadataOf(leader), userName);
        if (leader === undefined || user === undefined) {
          reject(new Error(leader === undefined ? 'no frontend leads' : `no user ${userName}`));
          return;
        }
        execute(this.world, leader, openSession(0, user), statement, resolve);
      });
    });
  }

  #hostOf({ host }: Process): SandboxHost {
    const found = this.hosts.find(({ address }) => address === host);
    if (found === undefined) throw new Error(`no host has the address ${host}`);
    return found;
  }

  async #untilServes(host: SandboxHost): Promise<void> {
    const limit = Math.max(SERVES_WITHIN_LEAST, SERVES_WITHIN / this.options.speed);
    const deadline = performance.now() + limit;
    while (!this.#serves(host)) {
      if (performance.now() > deadline)
        throw new Error(`the ${ROLE_NAMES[host.role]} on ${host.name} does not serve after ${limit / 1000} s`);
      await pause(5);
    }
    this.#log(`${host.name} serves`);
  }

  #runs(home: string): boolean {
    return [...this.hub.links, ...this.backendHub.links].some((link) => link.home === home);
  }

  #serves(host: SandboxHost): boolean {
    if (host.role !== 'fe') {
      const leading = this.leader();
      const rows = leading === undefined ? [] : this.world.metadataOf(leading).backends;
      return this.backendOf(host)?.opened === true && rows.some((row) => row.host === host.address && row.alive);
    }
    const link = this.linkOf(host);
    const leader = this.leader();
    if (link?.opened !== true || link.process?.ready !== true || leader === undefined) return false;
    const { process } = link;
    return this.world.metadataOf(leader).frontends.some(({ name, alive }) => alive && name === process.env?.nodeName);
  }

  #addressesOf(address: string): readonly string[] | undefined {
    for (const host of this.hosts) {
      const addresses = [host.address, ...readAddresses(join(shimStateDir(host), 'addresses'))];
      if (addresses.includes(address)) return addresses;
    }
    return undefined;
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
