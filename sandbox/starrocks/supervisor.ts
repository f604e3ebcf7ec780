import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxHost, SandboxInfo } from '../engine.ts';
import { shimStateDir } from '../host/layout.ts';
import type { HostPort } from './model/process.ts';
import type { World } from './model/world.ts';
import { ROLE_NAMES } from '../host/role-names.ts';
import { homeOf, runScript } from './nodes.ts';
import type { WorldClock } from '../time/world-clock.ts';

/** RestartSec, of the product's time. */
const RESTART_AFTER = 1000;
/** StartLimitBurst of systemd: scripts that fail so many times in a row are left alone. */
const MOST_TRIES = 5;

export interface SupervisorOptions {
  readonly options: SandboxInfo;
  readonly world: World;
  readonly clock: WorldClock;
  /** Whether a process of this home runs. */
  readonly runs: (home: string) => boolean;
  readonly log: (line: string) => void;
}

/**
 * Stands for the unit `starrocks-fe.service` (`-be`, `-cn`) with Restart=always on some hosts: whatever ends the process there,
 * it is started again with the arguments of before. What the host's `systemctl` says comes from the files that are kept here.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #watched = new Set<string>();
  #stopped = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  has({ name }: SandboxHost): boolean {
    return this.#watched.has(name);
  }

  watch(host: SandboxHost): void {
    writeFileSync(stateFile(host, 'unit'), `${homeOf(host)}\n`);
    this.#watched.add(host.name);
  }

  /** The process, if there is one, goes on by itself. */
  leave(host: SandboxHost): void {
    this.#watched.delete(host.name);
    for (const name of ['unit', 'unit-stopped'] as const) rmSync(stateFile(host, name), { force: true });
  }

  /** The sandbox ends: nothing is started any more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Called when a process is gone. */
  ended({ host, home }: { readonly host: SandboxHost; readonly home: string }, helpers: readonly HostPort[]): void {
    if (home === homeOf(host)) this.#startLater(host, helpers, 1);
  }

  #startLater(host: SandboxHost, helpers: readonly HostPort[], attempt: number): void {
    if (!this.#wants(host) || attempt > MOST_TRIES) return;
    const { world, clock } = this.#options;
    clock.run(() => world.time.after(RESTART_AFTER, () => void this.#start(host, helpers, attempt)));
  }

  async #start(host: SandboxHost, helpers: readonly HostPort[], attempt: number): Promise<void> {
    const { options, runs, log } = this.#options;
    const home = homeOf(host);
    if (!this.#wants(host) || runs(home)) return;
    log(`the supervisor on ${host.name} starts the ${ROLE_NAMES[host.role]} again`);
    const list = helpers.map((helper) => `${helper.host}:${helper.port}`).join(',');
    try {
      await runScript(options, host, home, `start_${host.role}.sh`, [
        ...(list === '' ? [] : ['--helper', list]),
        '--daemon',
      ]);
    } catch (error) {
      log(`the supervisor on ${host.name}: ${error instanceof Error ? error.message : error}`);
      this.#startLater(host, helpers, attempt + 1);
    }
  }

  #wants(host: SandboxHost): boolean {
    // Written by `systemctl stop`: that is the one way to end it for good.
    return !this.#stopped && this.has(host) && !existsSync(stateFile(host, 'unit-stopped'));
  }
}

function stateFile(host: SandboxHost, name: 'unit' | 'unit-stopped'): string {
  return join(shimStateDir(host), name);
}
