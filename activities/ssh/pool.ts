import type ssh2 from 'ssh2';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { awaitOrAbort } from './await-or-abort.ts';
import { connectSsh, type SshConnectOptions } from './connect.ts';

/** OpenSSH's default MaxSessions is 10; a person's `ssh -O` on the same connection is not our concern, a margin is. */
const MAX_CHANNELS = 8;

export interface SshPoolOptions extends SshConnectOptions {
  /** An unused connection is closed after this. @default 120000 ms */
  readonly idleMs?: number;
}

interface Held {
  readonly client: ssh2.Client;
  users: number;
  /** Takes no new commands: broken, or suspected to be. */
  retired: boolean;
  readonly waiting: (() => void)[];
  idle?: NodeJS.Timeout;
}

/** One connection per host, user and key, shared by every command; a broken one is forgotten and made anew by the next. */
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
    const held = await awaitOrAbort(this.#acquire(target), signal, (late) => this.#release(target, late));
    try {
      return await work(held.client);
    } finally {
      this.#release(target, held);
    }
  }

  /** The next command gets a new connection; this one ends with its last command. */
  retire(target: SshTarget, client: ssh2.Client): void {
    void this.#held.get(keyOf(target))?.then((held) => {
      if (held.client !== client) return;
      this.#forget(target, held);
      if (held.users === 0) client.destroy();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#held.values());
    this.#held.clear();
    const closing = [...this.#clients].map(
      (client) => new Promise<void>((resolve) => client.once('close', () => resolve())),
    );
    for (const client of this.#clients) client.destroy();
    await Promise.all(closing);
  }

  async #acquire(target: SshTarget): Promise<Held> {
    for (;;) {
      if (this.#closed) throw new MusterError('INTERNAL', 'The SSH connections of this process are already closed');
      const held = await this.#connect(target);
      if (held.retired) continue;
      if (held.users < MAX_CHANNELS) {
        held.users += 1;
        clearTimeout(held.idle);
        return held;
      }
      await new Promise<void>((resolve) => held.waiting.push(resolve));
    }
  }

  #release(target: SshTarget, held: Held): void {
    held.users -= 1;
    held.waiting.shift()?.();
    if (held.users > 0) return;
    if (held.retired) {
      held.client.destroy();
      return;
    }
    held.idle = setTimeout(() => {
      this.#forget(target, held);
      held.client.destroy();
    }, this.#options.idleMs ?? 120_000);
    held.idle.unref();
  }

  #connect(target: SshTarget): Promise<Held> {
    const key = keyOf(target);
    const present = this.#held.get(key);
    if (present !== undefined) return present;
    const made = this.#open(target).catch((error) => {
      this.#held.delete(key);
      throw error;
    });
    this.#held.set(key, made);
    return made;
  }

  async #open(target: SshTarget): Promise<Held> {
    const client = await connectSsh(target, this.#options);
    const held: Held = { client, users: 0, retired: false, waiting: [] };
    this.#clients.add(client);
    client.once('close', () => this.#clients.delete(client));
    // `close` may come some time after the other side has hung up; until then every command would fail.
    const forget = () => this.#forget(target, held);
    client.once('end', forget).once('error', forget).once('close', forget);
    return held;
  }

  #forget(target: SshTarget, held: Held): void {
    if (held.retired) return;
    held.retired = true;
    clearTimeout(held.idle);
    this.#held.delete(keyOf(target));
    for (const wake of held.waiting.splice(0)) wake();
  }
}

function keyOf({ host, port, user, key, knownHosts }: SshTarget): string {
  return JSON.stringify([host, port, user, key, knownHosts]);
}
