import type ssh2 from 'ssh2';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { awaitOrAbort } from './await-or-abort.ts';
import { CONNECT_LIMIT_MS, connectSsh, type SshConnectOptions } from './connect.ts';
import type { SshEndpoint } from './endpoint.ts';
import { isChannelRefusal } from './exec-command.ts';
import { openForward } from './open-forward.ts';
import { resolveRoute } from './resolve-route.ts';

/** OpenSSH's default MaxSessions is 10; a person's `ssh -O` on the same connection is not our concern, a margin is. */
const MAX_CHANNELS = 8;

export interface SshPoolOptions extends SshConnectOptions {
  /** An unused connection is closed after this. @default 120000 ms */
  readonly idleMs?: number;
}

interface Held {
  readonly key: string;
  readonly client: ssh2.Client;
  users: number;
  /** How many may use it at a time; less when the host has refused one. */
  limit: number;
  /** Takes no new commands: broken, or suspected to be. */
  retired: boolean;
  readonly waiting: (() => void)[];
  idle?: NodeJS.Timeout;
}

/**
 * One connection per target, shared by every command, and one per jump server, shared by all that lies behind it; a broken
 * one is forgotten and made anew by the next.
 */
export class SshPool {
  readonly #options: SshPoolOptions;
  readonly #held = new Map<string, Promise<Held>>();
  readonly #clients = new Set<ssh2.Client>();
  #closed = false;

  constructor(options: SshPoolOptions = {}) {
    this.#options = options;
  }

  /** Runs `work` with the connection; at most 8 at a time for one host, the others wait. */
  async use<T>(target: SshTarget, work: (client: ssh2.Client) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      const acquired = this.#acquire(keyOf(target), () => this.#openTarget(target));
      const held = await awaitOrAbort(acquired, signal, (late) => this.#release(late));
      try {
        return await work(held.client);
      } catch (error) {
        // Its MaxSessions is lower than ours; nothing was started.
        if (!isChannelRefusal(error) || held.users === 1 || signal?.aborted) throw error;
        held.limit = Math.min(held.limit, held.users - 1);
      } finally {
        this.#release(held);
      }
    }
  }

  /** The next command gets a new connection; this one ends with its last command. */
  retire(target: SshTarget, client: ssh2.Client): void {
    void this.#held.get(keyOf(target))?.then((held) => {
      if (held.client === client) this.#retire(held);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    // What is being opened may open more: a jump server is there before what lies behind it.
    while (this.#held.size > 0) {
      const opened = [...this.#held];
      await Promise.allSettled(opened.map(([, held]) => held));
      for (const [key] of opened) this.#held.delete(key);
    }
    const closing = [...this.#clients].map(
      (client) => new Promise<void>((resolve) => client.once('close', () => resolve())),
    );
    for (const client of this.#clients) client.destroy();
    await Promise.all(closing);
  }

  async #acquire(key: string, open: () => Promise<ssh2.Client>, unlimited = false): Promise<Held> {
    for (;;) {
      if (this.#closed) throw new MusterError('INTERNAL', 'The SSH connections of this process are already closed');
      const held = await this.#connect(key, open);
      if (held.retired) continue;
      if (unlimited || held.users < held.limit) {
        held.users += 1;
        clearTimeout(held.idle);
        return held;
      }
      await new Promise<void>((resolve) => held.waiting.push(resolve));
    }
  }

  #release(held: Held): void {
    held.users -= 1;
    held.waiting.shift()?.();
    if (held.users > 0) return;
    if (held.retired) {
      held.client.destroy();
      return;
    }
    held.idle = setTimeout(() => {
      this.#forget(held);
      held.client.destroy();
    }, this.#options.idleMs ?? 120_000);
    held.idle.unref();
  }

  #connect(key: string, open: () => Promise<ssh2.Client>): Promise<Held> {
    const present = this.#held.get(key);
    if (present !== undefined) return present;
    const made = open().then(
      (client) => this.#hold(key, client),
      (error) => {
        this.#held.delete(key);
        throw error;
      },
    );
    this.#held.set(key, made);
    return made;
  }

  #hold(key: string, client: ssh2.Client): Held {
    const held: Held = { key, client, users: 0, limit: MAX_CHANNELS, retired: false, waiting: [] };
    // `close` may come some time after the other side has hung up; until then every command would fail.
    const forget = () => this.#forget(held);
    client.once('end', forget).once('error', forget).once('close', forget);
    return held;
  }

  async #openTarget(target: SshTarget): Promise<ssh2.Client> {
    return this.#openRoute(await resolveRoute(target));
  }

  async #openRoute(route: readonly SshEndpoint[]): Promise<ssh2.Client> {
    const endpoint = route.at(-1);
    const before = route.slice(0, -1);
    const jump = before.at(-1);
    if (endpoint === undefined) throw new MusterError('INTERNAL', 'A way to a host has no host');
    if (jump === undefined) return this.#watch(await connectSsh(endpoint, this.#options));
    // The lines through a jump server are not sessions: MaxSessions does not count them (sshd_config(5)).
    const held = await this.#acquire(keyOfJumps(before), () => this.#openRoute(before), true);
    try {
      const limitMs = this.#options.connectLimitMs ?? CONNECT_LIMIT_MS;
      const line = await openForward(held.client, jump, endpoint, limitMs, () => this.#retire(held));
      const client = this.#watch(await connectSsh(endpoint, this.#options, line));
      client.once('close', () => this.#release(held));
      return client;
    } catch (error) {
      this.#release(held);
      throw error;
    }
  }

  #watch(client: ssh2.Client): ssh2.Client {
    this.#clients.add(client);
    return client.once('close', () => this.#clients.delete(client));
  }

  #retire(held: Held): void {
    this.#forget(held);
    if (held.users === 0) held.client.destroy();
  }

  #forget(held: Held): void {
    if (held.retired) return;
    held.retired = true;
    clearTimeout(held.idle);
    this.#held.delete(held.key);
    for (const wake of held.waiting.splice(0)) wake();
  }
}

function keyOf({ host, port, user, key, passphrase, knownHosts, agent, config, jumps }: SshTarget): string {
  return JSON.stringify([host, port, user, key, passphrase, knownHosts, agent, config, jumps]);
}

/** The same servers on the way to another host are the same connection. */
function keyOfJumps(route: readonly SshEndpoint[]): string {
  return JSON.stringify(route.map(({ place: _place, command: _command, ...login }) => login));
}
