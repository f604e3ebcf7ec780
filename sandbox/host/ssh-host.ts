import { appendFileSync } from 'node:fs';
import { createConnection, createServer, type NetConnectOpts, type Server as TcpServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ParsedKey, type Session } from 'ssh2';
import type { SandboxHost } from '../engine.ts';
import { findLoopback, isLoopback } from './loopback.ts';
import { type FaultArgs, type HostFaultName, HostFaults } from './host-faults.ts';
import { sandboxPaths, userOf } from './layout.ts';
import { type KeyPair, makeKeyPair } from './make-keys.ts';
import { commandEnvironment, RunningCommand } from './run-command.ts';

/** sshd's default MaxSessions: a further channel on the same connection is refused (sshd_config(5)). */
const MAX_SESSIONS = 10;

export interface SshHostOptions {
  readonly dir: string;
  readonly host: SandboxHost;
  readonly port: number;
  readonly hostKey: KeyPair;
  readonly clientKey: KeyPair;
  readonly log: (line: string) => void;
}

/** The SSH server of one host. Commands run as real bash in the host's directory; no terminal, no shell, no sftp. */
export class SshHost {
  readonly host: SandboxHost;
  readonly faults: HostFaults;
  readonly #options: SshHostOptions;
  readonly #allowed: ParsedKey;
  readonly #sockets = new Set<Socket>();
  #ssh: ssh2.Server;
  #tcp: TcpServer | undefined;

  constructor(options: SshHostOptions) {
    this.#options = options;
    this.host = options.host;
    this.faults = new HostFaults(options.host.name);
    const parsed = ssh2.utils.parseKey(options.clientKey.public);
    if (parsed instanceof Error) throw parsed;
    this.#allowed = parsed;
    this.#ssh = this.#makeServer(options.hostKey);
  }

  async listen(): Promise<void> {
    // An own TCP server in front: ssh2 greets at once, so a port that hangs must never reach it.
    const tcp = createServer((socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      tcp.once('error', reject);
      tcp.listen(this.#options.port, this.host.address, resolve);
    });
    tcp.on('error', (error) => this.#options.log(`${this.host.name}: ${error.message}`));
    this.#tcp = tcp;
  }

  async close(): Promise<void> {
    const tcp = this.#tcp;
    this.#tcp = undefined;
    this.cut();
    if (tcp !== undefined) await new Promise<void>((resolve) => tcp.close(() => resolve()));
  }

  /** Cuts every open connection without a goodbye. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async setFault(name: HostFaultName, args: FaultArgs = {}): Promise<void> {
    const wasSet = this.faults.has(name);
    this.faults.set(name, args);
    if (name === 'ssh-drop' || name === 'ssh-outlive' || wasSet) return;
    if (name === 'ssh-hang') {
      for (const socket of this.#sockets) freeze(socket);
      return;
    }
    if (name === 'host-key') this.#ssh = this.#makeServer(makeKeyPair(this.host.name));
    if (name === 'ssh-refuse') await this.close();
    this.cut();
  }

  async clearFault(name: HostFaultName): Promise<void> {
    if (!this.faults.has(name)) return;
    this.faults.clear(name);
    if (name === 'host-key') this.#ssh = this.#makeServer(this.#options.hostKey);
    if (name === 'ssh-refuse') await this.listen();
    if (name === 'ssh-hang') for (const socket of this.#sockets) thaw(socket, () => this.#ssh);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    if (this.faults.has('ssh-hang')) neverGreeted.add(socket);
    else this.#ssh.injectSocket(socket);
  }

  #makeServer(hostKey: KeyPair): ssh2.Server {
    const server = new ssh2.Server({ hostKeys: [hostKey.private], ident: 'OpenSSH_8.9p1' });
    server.on('connection', (connection: Connection) => this.#serve(connection));
    return server;
  }

  #serve(connection: Connection): void {
    const running = new Set<RunningCommand>();
    connection.on('error', (error: Error) => this.#options.log(`${this.host.name}: ssh: ${error.message}`));
    connection.on('authentication', (context) => this.#authenticate(context));
    let sessions = 0;
    connection.on('session', (accept, reject) => {
      if (sessions >= MAX_SESSIONS) {
        reject();
        return;
      }
      sessions += 1;
      const session = accept();
      session.on('close', () => {
        sessions -= 1;
      });
      this.#openSession(session, connection, running);
    });
    connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
      const line = createConnection(routeFrom(this.host, destIP, destPort));
      line.once('error', () => reject());
      line.once('connect', () => {
        const channel = accept();
        channel.on('error', () => line.destroy());
        channel.on('close', () => line.destroy());
        line.on('error', () => channel.end());
        channel.pipe(line).pipe(channel);
      });
      connection.once('close', () => line.destroy());
    });
    connection.on('close', () => {
      for (const command of running) this.#abandon(command);
      running.clear();
    });
  }

  #authenticate(context: AuthContext): void {
    const allowed = this.#allowed;
    if (
      context.method !== 'publickey' ||
      context.username !== userOf(this.host) ||
      this.faults.has('auth-reject') ||
      context.key.algo !== allowed.type ||
      !context.key.data.equals(allowed.getPublicSSH())
    ) {
      context.reject(['publickey']);
      return;
    }
    // The first request only asks whether the key would do; it carries no signature.
    const { signature, blob } = context;
    if (signature === undefined) context.accept();
    else if (blob !== undefined && allowed.verify(blob, signature, context.hashAlgo) === true) context.accept();
    else context.reject(['publickey']);
  }

  #openSession(session: Session, connection: Connection, running: Set<RunningCommand>): void {
    session.on('exec', (accept, _reject, { command }) => {
      const drop = this.faults.takeDrop(command);
      const cut = () => endWithoutGoodbye(connection);
      const channel = accept();
      channel.on('error', () => {});
      if (drop === 'before') {
        this.#record(command, 'cut before it began');
        cut();
        return;
      }
      const { dir } = this.#options;
      const child = new RunningCommand(channel, {
        command,
        cwd: this.host.root,
        env: commandEnvironment(dir, sandboxPaths(dir).shims, this.host),
        drop,
        cut,
        ended: (outcome) => {
          running.delete(child);
          this.#record(command, drop === undefined ? outcome : `${outcome}, cut ${drop}`);
        },
      });
      running.add(child);
      session.on('signal', (acceptSignal, _rejectSignal, info) => {
        acceptSignal?.();
        child.signal(info.name);
      });
      // Not the channel's close: that one waits until the channel was read to its end.
      session.on('close', () => {
        if (running.delete(child)) this.#abandon(child);
      });
    });
  }

  #abandon(command: RunningCommand): void {
    if (this.faults.has('ssh-outlive')) command.release();
    else command.hangUp();
  }

  #record(command: string, outcome: string): void {
    const line = JSON.stringify({ at: new Date().toISOString(), host: this.host.name, command, outcome });
    appendFileSync(sandboxPaths(this.#options.dir).commandLog, `${line}\n`);
  }
}

/** Where a line through a host leads: its own 127.0.0.1 has a stand-in. */
function routeFrom({ root }: SandboxHost, host: string, port: number): NetConnectOpts {
  return isLoopback(host) ? { path: findLoopback(root, port) ?? '/nonexistent' } : { host, port };
}

const neverGreeted = new WeakSet<Socket>();

/** Silence in both directions with the connection still up, as behind a firewall that began to drop packets. */
function freeze(socket: Socket): void {
  socket.pause();
  socket.cork();
}

function thaw(socket: Socket, server: () => ssh2.Server): void {
  if (neverGreeted.delete(socket)) {
    server().injectSocket(socket);
    return;
  }
  socket.uncork();
  socket.resume();
}

function endWithoutGoodbye(connection: Connection): void {
  // `end()` would send a disconnect message first; a broken line sends nothing.
  (connection as unknown as { readonly _sock: Socket })._sock.destroy();
}
