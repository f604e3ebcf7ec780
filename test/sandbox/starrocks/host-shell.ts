import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { SandboxHost } from '../../../sandbox/engine.ts';
import { sandboxPaths } from '../../../sandbox/host/layout.ts';
import { commandEnvironment } from '../../../sandbox/host/run-command.ts';
import type { TestSandbox } from '../../fixtures/test-sandbox.ts';

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
}

/** What a person sees on a host of the sandbox. */
export class HostShell {
  readonly #sandbox: TestSandbox;
  readonly #host: SandboxHost;
  readonly name: string;
  readonly address: string;
  readonly root: string;
  readonly home: string;

  constructor(sandbox: TestSandbox, name: string) {
    const host = sandbox.info.hostsList.find((one) => one.name === name);
    if (host === undefined) throw new Error(`no host ${name}`);
    this.#sandbox = sandbox;
    this.#host = host;
    this.name = name;
    this.address = host.address;
    this.root = host.root;
    this.home = join(host.root, 'opt', 'starrocks', host.role);
  }

  async run(command: string): Promise<Outcome> {
    const { dir } = this.#sandbox.info;
    // The second line keeps bash from becoming the command: a signal is then told as 128 + n.
    const child = spawn('bash', ['-c', `${command}\nexit $?`], {
      cwd: this.root,
      env: commandEnvironment(dir, sandboxPaths(dir).shims, this.#host),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, out: out + error };
  }

  start(args = '--daemon'): Promise<Outcome> {
    return this.run(`${this.home}/bin/start_${this.#host.role}.sh ${args}`);
  }

  stop(args = ''): Promise<Outcome> {
    return this.run(`${this.home}/bin/stop_${this.#host.role}.sh ${args}`);
  }

  /** From the archive, as an operator without us would. */
  async unpack(): Promise<void> {
    const archive = join(this.#sandbox.info.dir, 'packages', 'StarRocks-3.5.7.tar.gz');
    const part = this.#host.role === 'fe' ? 'fe' : 'be';
    const outcome = await this.run(
      `mkdir -p ${this.home} && tar -xzf ${archive} -C ${this.home} --strip-components=2 --wildcards '*/${part}/*'`,
    );
    if (outcome.code !== 0) throw new Error(outcome.out);
  }

  has(path: string): boolean {
    return existsSync(join(this.home, path));
  }

  read(path: string): string {
    return readFileSync(join(this.home, path), 'utf8');
  }

  get pid(): number | undefined {
    const file = `bin/${this.#host.role}.pid`;
    return this.has(file) ? Number(this.read(file)) : undefined;
  }

  isOpen(port: number, address = this.address): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(port, address);
      socket.on('connect', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  }

  async get(path: string): Promise<{ status: number; body: string }> {
    const port = this.#host.role === 'fe' ? 8030 : 8040;
    const response = await fetch(`http://${this.address}:${port}${path}`);
    return { status: response.status, body: await response.text() };
  }
}
