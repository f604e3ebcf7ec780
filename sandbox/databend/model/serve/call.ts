import type { MetaProcess } from '../process.ts';
import type { Listener } from '../world.ts';

/** Set when whoever asked has gone: what was begun for them is not carried on. */
export interface CallToken {
  cancelled: boolean;
}

/** Connections of one process: when it ends both sides notice. */
export class CallSet {
  readonly #lost = new Set<() => void>();

  add(lost: () => void): () => void {
    this.#lost.add(lost);
    return () => this.#lost.delete(lost);
  }

  loseAll(): void {
    const all = [...this.#lost];
    this.#lost.clear();
    for (const lost of all) lost();
  }
}

const LOOK_AGAIN = 250;
const REPLY = 1;

export interface Call<Reply> {
  readonly from: MetaProcess;
  readonly find: () => Listener;
  readonly act: (target: MetaProcess, respond: (reply: Reply) => void) => void;
  readonly token: CallToken;
  /** `refused`: nobody listens, or it ended on the way: whether it did what it was asked is not known then. */
  readonly done: (reply: Reply | 'refused') => void;
}

/** Asks another process, with no limit of time (recorded): silence is waited out, also after the answer has been made. */
export function callPeer<Reply>({ from, find, act, token, done }: Call<Reply>): void {
  if (token.cancelled) return;
  const target = find();
  if (target === 'refused') {
    done('refused');
    return;
  }
  if (target === 'silent') {
    from.after(LOOK_AGAIN, () => callPeer({ from, find, act, token, done }));
    return;
  }
  let open = true;
  const close = (): boolean => {
    const was = open;
    open = false;
    forgetTarget();
    forgetFrom();
    return was && !from.gone;
  };
  const forgetTarget = target.calls.add(() => {
    if (close() && !token.cancelled) from.whenAwake(() => done('refused'));
  });
  const forgetFrom = from.calls.add(() => {
    token.cancelled = true;
    close();
  });
  // Whoever else was sent the same at this moment has it before the answer is there.
  act(target, (reply) => from.after(REPLY, () => deliverReply(reply)));

  function deliverReply(reply: Reply): void {
    if (!open || token.cancelled) return;
    if (find() === 'silent') {
      from.after(LOOK_AGAIN, () => deliverReply(reply));
      return;
    }
    if (close()) done(reply);
  }
}
