import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { SandboxHost } from '../../engine.ts';
import { appendJournal } from './journal.ts';
import { expandCommand, parseEnvironmentFile, type UnitFile } from './parse-unit.ts';
import { describeEnd, type UnitEnd } from './unit-end.ts';
import { findUnitFile, type FoundUnit, isEnabled, listUnitFiles } from './unit-files.ts';

/** A unit that has been started or asked for since the host came up. */
export interface Unit {
  readonly name: string;
  loaded: FoundUnit;
  child: ChildProcess | undefined;
  /** Of the process that runs, or that ran last; 0: none ever did. */
  pid: number;
  active: 'active' | 'inactive' | 'failed' | 'deactivating';
  result: string;
  end: UnitEnd | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  stopping: boolean;
  /** Settles when the process that runs has ended and that is known. */
  gone: Promise<void>;
}

export interface HostUnitsOptions {
  readonly host: SandboxHost;
  /** What a process of the host has in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly now: () => number;
}

/** What systemd is on a host: it starts services, keeps what they print, and knows how they ended. */
export class HostUnits {
  readonly host: SandboxHost;
  readonly #options: HostUnitsOptions;
  readonly #units = new Map<string, Unit>();
  #down = false;

  constructor(options: HostUnitsOptions) {
    this.host = options.host;
    this.#options = options;
  }

  /** Undefined: there is no such unit. A file that was written meanwhile is found without a daemon-reload. */
  find(name: string): Unit | undefined {
    const known = this.#units.get(name);
    const found = findUnitFile(this.host, name);
    if (known !== undefined) {
      // What does not run is unloaded: its file is read again.
      if (found !== undefined && !isRunning(known)) known.loaded = found;
      if (found !== undefined || isRunning(known) || known.active === 'failed') return known;
      this.#units.delete(name);
    }
    if (found === undefined) return undefined;
    const unit = makeUnit(name, found);
    this.#units.set(name, unit);
    return unit;
  }

  list(): Unit[] {
    for (const name of listUnitFiles(this.host)) this.find(name);
    return [...this.#units.values()];
  }

  /** Whether the file has changed under a unit that runs. */
  needsReload(unit: Unit): boolean {
    return isRunning(unit) && findUnitFile(this.host, unit.name)?.file.text !== unit.loaded.file.text;
  }

  reloadFiles(): void {
    for (const unit of this.#units.values()) {
      const found = findUnitFile(this.host, unit.name);
      if (found !== undefined) unit.loaded = found;
    }
  }

  /** As Type=simple: true as soon as there is a process, whatever becomes of it. */
  start(unit: Unit): void {
    if (isRunning(unit) || this.#down) return;
    const { file } = unit.loaded;
    const env = { ...this.#options.env, ...readEnvironment(file) };
    const [program = '', ...args] = expandCommand(file.execStart, env);
    const cwd = file.workingDirectory ?? this.host.root;
    // Both streams in one pipe, as both go to one journal: in two their order would be lost.
    const words = isExecutable(program) ? ['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh', program, ...args] : [program];
    const [shell = '', ...rest] = words;
    const child = spawn(shell, rest, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    unit.child = child;
    unit.pid = child.pid ?? 0;
    unit.active = 'active';
    unit.result = 'success';
    unit.end = undefined;
    unit.stopping = false;
    unit.startedAt = this.#options.now();
    this.#tell(unit, `Started ${titleOf(unit)}.`);
    unit.gone = new Promise((resolve) => {
      const ended = (exit: number | null, signal: NodeJS.Signals | null) => {
        this.#ended(unit, child, describeEnd(exit, signal));
        resolve();
      };
      // Recorded nowhere, read in systemd.exec(5): a program that cannot be executed is an exit with 203.
      child.on('error', () => ended(existsSync(cwd) ? 203 : 200, null));
      // Its output first: `close` comes when all of it was read.
      child.on('close', ended);
    });
    createInterface({ input: child.stdout }).on('line', (text) =>
      this.#append(unit, basename(program), child.pid ?? 0, text),
    );
  }

  /** Returns when the process has ended. */
  async stop(unit: Unit): Promise<void> {
    const { child } = unit;
    if (!isRunning(unit) || child === undefined) return;
    unit.stopping = true;
    unit.active = 'deactivating';
    this.#tell(unit, `Stopping ${titleOf(unit)}...`);
    this.signal(unit, 'SIGTERM');
    // As systemd does (systemd.kill(5)): a process that stands still would not hear of it.
    this.signal(unit, 'SIGCONT');
    const timer = setTimeout(() => this.signal(unit, 'SIGKILL'), unit.loaded.file.timeoutStopSec * 1000);
    await unit.gone;
    clearTimeout(timer);
  }

  /** To the main process and whatever it has started. */
  signal(unit: Unit, signal: NodeJS.Signals): void {
    const pid = unit.child?.pid;
    if (pid === undefined || !isRunning(unit)) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Gone, and not yet known.
    }
  }

  reset(unit: Unit): void {
    if (unit.active === 'failed') Object.assign(unit, { active: 'inactive', result: 'success' });
  }

  /** After the host was switched off and on: nothing is known of before, and what is enabled starts. */
  async reboot(kill: () => Promise<unknown>): Promise<void> {
    this.#down = true;
    const running = [...this.#units.values()].filter(isRunning);
    await kill();
    await Promise.all(running.map(({ gone }) => gone));
    this.#units.clear();
    this.#down = false;
    for (const unit of this.list()) if (isEnabled(this.host, unit.name)) this.start(unit);
  }

  /** The sandbox ends. */
  async killAll(): Promise<void> {
    this.#down = true;
    const running = [...this.#units.values()].filter(isRunning);
    for (const unit of running) this.signal(unit, 'SIGKILL');
    await Promise.all(running.map(({ gone }) => gone));
  }

  #ended(unit: Unit, child: ChildProcess, end: UnitEnd): void {
    if (unit.child !== child) return;
    unit.child = undefined;
    unit.end = end;
    unit.endedAt = this.#options.now();
    unit.active = end.active;
    unit.result = end.result;
    if (this.#down) return;
    const { name } = unit;
    // A clean end by the signal of a stop is not worth a line (systemd 249).
    if (!unit.stopping || end.active === 'failed') this.#tell(unit, `${name}: Main process exited, ${end.text}`);
    this.#tell(
      unit,
      end.active === 'failed' ? `${name}: Failed with result '${end.result}'.` : `${name}: Deactivated successfully.`,
    );
    if (unit.stopping) this.#tell(unit, `Stopped ${titleOf(unit)}.`);
    unit.stopping = false;
  }

  #tell(unit: Unit, text: string): void {
    this.#append(unit, 'systemd', 1, text);
  }

  #append(unit: Unit, identifier: string, pid: number, text: string): void {
    // The directory of a sandbox that has ended is gone before the last words of its processes come.
    if (!existsSync(this.host.root)) return;
    appendJournal(this.host, unit.name, { at: this.#options.now(), identifier, pid, text });
  }
}

function isExecutable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function isRunning({ child }: Unit): boolean {
  return child !== undefined;
}

export function titleOf({ name, loaded }: Unit): string {
  const { description } = loaded.file;
  return description === undefined ? name : `${name} - ${description}`;
}

function makeUnit(name: string, loaded: FoundUnit): Unit {
  return {
    ...{ name, loaded, child: undefined, pid: 0, active: 'inactive', result: 'success', end: undefined },
    ...{ startedAt: undefined, endedAt: undefined, stopping: false, gone: Promise.resolve() },
  };
}

function readEnvironment({ environment, environmentFiles }: UnitFile): Record<string, string> {
  const lines = environmentFiles
    .map((path) => path.replace(/^-/, ''))
    .filter((path) => existsSync(path))
    .flatMap((path) => parseEnvironmentFile(readFileSync(path, 'utf8')));
  return Object.fromEntries(
    [...environment, ...lines].map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
