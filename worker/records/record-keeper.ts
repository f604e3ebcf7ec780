import type { Client } from '@temporalio/client';
import { mergeEnded } from '../../model/record/merge-ended.ts';
import {
  type EndedName,
  hasEnded,
  type KeptRecord,
  type OperationRecord,
  RECORD_FORMAT,
  type RecordNote,
  type RunName,
} from '../../model/record/record.ts';
import { readEnded } from '../history/read-ended.ts';
import { readKnown, writeRecord } from './record-files.ts';

const WRITE_EVERY_MS = 1_000;

export interface RecordKeeperOptions {
  readonly directory: string;
  /** Told once for each new reason why nothing can be written. @default nothing */
  readonly warn?: (message: string, meta: { readonly directory: string; readonly reason: string }) => void;
  /** Of an operation that runs, at most. @default 1_000 ms */
  readonly everyMs?: number;
}

/** What is to be written of one run. */
interface Writing {
  latest?: OperationRecord | undefined;
  timer?: NodeJS.Timeout | undefined;
  /** Ends when nothing is being written any more. It never fails. */
  done: Promise<unknown>;
}

/** Keeps what operations say of themselves in files. It never throws and never waits: nothing may hang on a disk. */
export class RecordKeeper {
  readonly #directory: string;
  readonly #warn: NonNullable<RecordKeeperOptions['warn']>;
  readonly #everyMs: number;
  readonly #writing = new Map<string, Writing>();
  #told: string | undefined;

  constructor({ directory, warn = () => {}, everyMs = WRITE_EVERY_MS }: RecordKeeperOptions) {
    this.#directory = directory;
    this.#warn = warn;
    this.#everyMs = everyMs;
  }

  /** Of an operation that runs: soon, and not more often than it can be of use. */
  note({ workflowId, runId }: RunName, events: number, note: RecordNote): void {
    const writing = this.#of(runId);
    const isFirst = writing.timer === undefined && writing.latest === undefined;
    const asOf = new Date().toISOString();
    writing.latest = { format: RECORD_FORMAT, workflowId, runId, asOf, events, ...note };
    if (isFirst || hasEnded(writing.latest)) this.#flush(runId, writing);
  }

  /** Of an operation that has ended, from what the server keeps of it. May be called again; fails only where the server does. */
  async keepEnded(client: Client, run: EndedName): Promise<KeptRecord> {
    const ended = await readEnded(client, run);
    if ('why' in ended) return { kept: false, why: ended.why };
    const writing = this.#of(ended.runId);
    return await this.#inTurn(writing, async (): Promise<KeptRecord> => {
      writing.latest = undefined;
      try {
        const known = await readKnown(this.#directory, ended);
        return { kept: true, file: await this.#write(mergeEnded(ended, known)) };
      } catch (error) {
        return { kept: false, why: this.#explain(error) };
      } finally {
        this.#forget(ended.runId, writing);
      }
    });
  }

  /** Writes what has not been written. */
  async close(): Promise<void> {
    for (const [runId, writing] of this.#writing) this.#flush(runId, writing);
    await Promise.all([...this.#writing.values()].map(({ done }) => done));
  }

  #of(runId: string): Writing {
    const writing = this.#writing.get(runId) ?? { done: Promise.resolve() };
    this.#writing.set(runId, writing);
    return writing;
  }

  /** Of what comes while it is written or before its time, only the last is written. */
  #flush(runId: string, writing: Writing): void {
    const record = writing.latest;
    if (record === undefined) return;
    clearTimeout(writing.timer);
    writing.latest = undefined;
    writing.timer = setTimeout(() => {
      writing.timer = undefined;
      this.#flush(runId, writing);
      this.#forget(runId, writing);
    }, this.#everyMs).unref();
    void this.#inTurn(writing, () => this.#write(record).catch((error: unknown) => this.#explain(error)));
  }

  /** One after the other for each run: a late one must not be renamed over the end. */
  #inTurn<Result>(writing: Writing, work: () => Promise<Result>): Promise<Result> {
    const result = writing.done.then(work);
    writing.done = result;
    return result;
  }

  #forget(runId: string, writing: Writing): void {
    const { done } = writing;
    void done.then(() => {
      const isIdle = writing.timer === undefined && writing.latest === undefined && writing.done === done;
      if (isIdle) this.#writing.delete(runId);
    });
  }

  async #write(record: OperationRecord): Promise<string> {
    const file = await writeRecord(this.#directory, record);
    this.#told = undefined;
    return file;
  }

  #explain(error: unknown): string {
    const reason = error instanceof Error ? error.message : String(error);
    // The names of temporary files differ each time; the reason does not.
    const kind = (error as NodeJS.ErrnoException).code ?? reason;
    if (kind !== this.#told) {
      this.#told = kind;
      this.#warn('Records of operations cannot be written; the operations go on', {
        directory: this.#directory,
        reason,
      });
    }
    return reason;
  }
}
