import { type ChildProcess, spawn } from 'node:child_process';
import type { ServerChannel } from 'ssh2';
import type { SandboxHost } from '../engine.ts';
import type { DropMoment } from './host-faults.ts';
import { userOf } from './layout.ts';

const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a session without a login shell sees: no JAVA_HOME, nothing of the environment of the sandbox's own process. */
export function commandEnvironment(dir: string, shims: string, host: SandboxHost): Record<string, string> {
  return {
    PATH: `${shims}:${STANDARD_PATH}`,
    HOME: host.root,
    USER: userOf(host),
    LOGNAME: userOf(host),
    SHELL: '/bin/bash',
    SANDBOX_HOST: host.name,
    SANDBOX_ROOT: host.root,
    // Inherited by whatever the command starts; at the end everything that carries it is ended.
    SANDBOX_DIR: dir,
  };
}

export interface CommandOptions {
  readonly command: string;
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** Cuts the connection in the way of the fault. */
  readonly drop?: DropMoment | undefined;
  readonly cut: () => void;
  readonly ended: (outcome: string) => void;
}

/** More than a pipe takes in before somebody reads: what is written beyond it was written to a command that has begun. */
const PIPE_HOLDS = 1 << 20;

/** A command on a host: bash in a process group of its own, its streams bound to the channel. */
export class RunningCommand {
  readonly #child: ChildProcess;
  #over = false;

  constructor(channel: ServerChannel, options: CommandOptions) {
    const { command, cwd, env, drop } = options;
    const child = spawn('bash', ['-c', command], { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.on('error', (error) => {
      this.#over = true;
      channel.stderr.write(`sandbox: ${error.message}\n`);
      channel.exit(255);
      channel.end();
    });

    this.#bindInput(channel, drop === 'upload' ? options.cut : undefined);
    if (drop === 'after') {
      child.stdout?.resume();
      child.stderr?.resume();
    } else {
      child.stdout?.pipe(channel, { end: false });
      child.stderr?.pipe(channel.stderr, { end: false });
    }

    child.on('exit', (code, signal) => {
      this.#over = true;
      options.ended(signal ?? String(code));
      if (drop === 'after') options.cut();
      else reportExit(channel, code, signal);
    });
    // As sshd: the channel stays open until nobody holds stdout and stderr any more, a daemon in the background included.
    child.on('close', () => {
      channel.stderr.end(() => channel.end());
    });
  }

  #bindInput(channel: ServerChannel, cutMidway: (() => void) | undefined): void {
    const { stdin } = this.#child;
    if (stdin === null) return;
    stdin.on('error', () => {});
    // A command that does not read must not stop the channel: what still comes is thrown away.
    stdin.on('close', () => channel.resume());
    if (cutMidway === undefined) {
      channel.pipe(stdin);
      return;
    }
    let held: Buffer = Buffer.alloc(0);
    let given = 0;
    let cutting = false;
    const cut = () => {
      if (cutting) return;
      cutting = true;
      channel.pause();
      stdin.write(held.subarray(0, Math.ceil(held.length / 2)), cutMidway);
    };
    channel.on('data', (chunk: Buffer) => {
      if (cutting) return;
      stdin.write(held);
      given += held.length;
      held = chunk;
      if (given > PIPE_HOLDS) cut();
    });
    channel.once('end', cut);
  }

  signal(name: string): void {
    this.#killGroup(`SIG${name.replace(/^SIG/, '')}` as NodeJS.Signals);
  }

  /** The client is gone: hang up what is in the foreground. What left the group, or ignores SIGHUP, lives on. */
  hangUp(): void {
    this.#killGroup('SIGHUP');
    this.release();
  }

  /** The client is gone and the command does not know: its input ends where it was cut. */
  release(): void {
    this.#child.stdin?.end();
    this.#child.stdout?.resume();
    this.#child.stderr?.resume();
  }

  #killGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (this.#over || pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Gone already, or a signal that this system does not have.
    }
  }
}

function reportExit(channel: ServerChannel, code: number | null, signal: NodeJS.Signals | null): void {
  if (signal === null) {
    channel.exit(code ?? 255);
    return;
  }
  try {
    channel.exit(signal.replace(/^SIG/, ''));
  } catch {
    // Upstream limit: ssh2 knows only the signals of RFC 4254 (no SIGBUS, for one).
    channel.exit(255);
  }
}
