import { callGrpc } from '../cli/call-port.ts';
import type { GrpcReply, GrpcRequest } from '../model/requests.ts';
import type { QueryConfig } from './query-config.ts';

/** The Meta nodes that a Query node knows: those of its file, or what the Meta service named since. */
export class MetaEndpoints {
  readonly #config: QueryConfig;
  readonly #speed: number;
  readonly #changed: () => void;
  #known: readonly string[];
  /** The one that answered last is asked first. */
  #current = 0;

  constructor(config: QueryConfig, speed: number, changed: () => void) {
    this.#config = config;
    this.#speed = speed;
    this.#changed = changed;
    this.#known = config.endpoints;
  }

  list(): readonly string[] {
    return this.#known;
  }

  /** One after the other until one answers. A text: why none did. */
  async ask(request: GrpcRequest): Promise<GrpcReply | string> {
    if (this.#known.length === 0) return 'MetaService endpoints is empty';
    let why = '';
    for (let turn = 0; turn < this.#known.length; turn++) {
      const endpoint = this.#known[this.#current % this.#known.length] ?? '';
      const answer = await this.#askOne(endpoint, request);
      if (typeof answer !== 'string') return answer;
      why = answer;
      this.#current = (this.#current + 1) % this.#known.length;
    }
    return why;
  }

  /** As read: every so often the list becomes what a member names, but for a list that a majority would not fit into. */
  keepInSync(): void {
    if (this.#config.autoSync === 0) return;
    const every = (this.#config.autoSync * 1000) / this.#speed;
    setTimeout(() => void this.#sync().finally(() => this.keepInSync()), every).unref();
  }

  async #sync(): Promise<void> {
    const answer = await this.ask({ kind: 'member-list' });
    if (typeof answer === 'string' || answer.kind !== 'member-list') return;
    const named = answer.addresses.filter((address) => address !== '');
    if (named.length <= answer.addresses.length / 2) return;
    const asked = this.#known[this.#current] ?? '';
    this.#known = answer.addresses;
    this.#current = Math.max(0, this.#known.indexOf(asked));
    this.#changed();
  }

  async #askOne(endpoint: string, request: GrpcRequest): Promise<GrpcReply | string> {
    const limit = (this.#config.clientTimeout * 1000) / this.#speed;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), limit);
    });
    const called = await Promise.race([callGrpc(endpoint, request), late]);
    clearTimeout(timer);
    if (called === 'late') return `rpc to ${endpoint} timed out after ${this.#config.clientTimeout}s`;
    if (called.kind !== 'reply') {
      return `cannot connect to ${endpoint}: ${called.kind === 'unreachable' ? called.why : called.kind}`;
    }
    return called.reply.kind === 'error' ? called.reply.message : called.reply;
  }
}
