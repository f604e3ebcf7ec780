import { CancellationScope, condition, proxyLocalActivities } from '@temporalio/workflow';
import type { AskWindowsInput } from '../../activities/windows.ts';
import { ASK_WINDOWS, type OperationRequest, type WindowInput, type WindowQuestion } from '../../model/operation.ts';
import { type KeptWindows, changeWindows, isHolding, windowsOf } from '../../model/windows/kept-windows.ts';
import { type RecordedAnswer, viewWait } from '../../model/windows/recorded-answer.ts';
import type { Journal } from './journal.ts';

/** Asked again at least so often: the rules of a zone may change while an operation waits. */
const ASK_AGAIN_MS = 24 * 3_600_000;
/** Timers of the server are no finer. */
const LEAST_MS = 1_000;

type Ask = (input: AskWindowsInput) => Promise<RecordedAnswer>;

/**
 * Keeps the windows of one operation. Whether one is open is asked of a local activity, so that the answer is in history: another
 * worker may know other rules of the zone, and a replay must not ask its own. Without windows nothing is asked at all.
 */
export class WindowKeeper {
  readonly #journal: Journal;
  #kept: KeptWindows | undefined;
  #version = 0;

  constructor(journal: Journal, request: OperationRequest) {
    this.#journal = journal;
    this.#kept = windowsOf(request, new Date().toISOString());
    if (this.#kept !== undefined) this.#journal.set({ windows: this.#kept });
  }

  /** There are windows, and nobody has overridden them. */
  get holds(): boolean {
    return isHolding(this.#kept);
  }

  get kept(): KeptWindows | undefined {
    return this.#kept;
  }

  /** Grows with each change: whoever waits asks again. */
  get version(): number {
    return this.#version;
  }

  take(input: WindowInput): void {
    this.#kept = changeWindows(this.#kept, input, new Date().toISOString());
    this.#version += 1;
    this.#journal.set({ windows: this.#kept });
  }

  /** `undefined` when nothing is held. */
  async ask(about: WindowQuestion): Promise<RecordedAnswer | undefined> {
    const kept = this.#kept;
    if (!isHolding(kept)) return undefined;
    const { [ASK_WINDOWS]: ask } = proxyLocalActivities<Record<string, Ask>>({
      startToCloseTimeout: '10s',
      retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 5 },
    });
    if (ask === undefined) throw new TypeError(`no activity ${ASK_WINDOWS}`);
    const { overridden: _, ...rules } = kept;
    const version = this.#version;
    const answer = await ask({ rules, now: Date.now(), about });
    return version === this.#version ? answer : await this.ask(about);
  }

  /** Waits until a disruptive step may begin. `true` when it had to: what was true before may not be any more. */
  async untilOpen(about: WindowQuestion, meanwhile?: () => Promise<unknown>): Promise<boolean> {
    const first = await this.ask(about);
    if (first === undefined || first.open) return false;
    const eyes = new CancellationScope();
    // What is only looked at must not end the wait for it, whatever becomes of it.
    const looking = meanwhile === undefined ? undefined : eyes.run(meanwhile).catch(() => {});
    try {
      let answer: RecordedAnswer | undefined = first;
      while (answer !== undefined && !answer.open) {
        this.#journal.set({ window: viewWait(answer, first.at) });
        await this.#sleep(answer);
        answer = await this.ask(about);
      }
      return true;
    } finally {
      this.#journal.set({ window: undefined });
      eyes.cancel();
      await looking;
    }
  }

  /** A timer may come late, by as long as no worker was there: whoever wakes asks again. */
  async #sleep({ opensAt, span, at, timezone }: RecordedAnswer): Promise<void> {
    const version = this.#version;
    const left = opensAt === null ? ASK_AGAIN_MS : Date.parse(opensAt) - Date.parse(at);
    const ms = Math.min(ASK_AGAIN_MS, Math.max(LEAST_MS, left));
    const summary = `waits for the window ${span} (${timezone})`;
    await condition(() => this.#version !== version, ms, { summary });
  }
}
