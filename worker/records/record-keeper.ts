import type { Client } from '@temporalio/client';
import { cleanDeep } from '../../model/clean-text.ts';
import { mergeEnded } from '../../model/record/merge-ended.ts';
import {
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

interface Writing {
  latest?: OperationRecord | undefined;
  timer?: NodeJS.Timeout | undefined;
  /** Ends when nothing is being written any more. */
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
    const record: OperationRecord = {
      format: RECORD_FORMAT,
      workflowId,
      runId,
      asOf: new Date().toISOString(),
      events,
      ...note,
    };
    const writing = this.#writing.get(runId) ?? { done: Promise.resolve() };
    this.#writing.set(runId, writing);
    const first = writing.timer === undefined && writing.latest === undefined;
    writing.latest = record;
    if (first || hasEnded(record)) this.#flush(runId);
  }

  /** Of an operation that has ended, from what the server keeps of it. May be called again. */
  async keepEnded(client: Client, run: RunName): Promise<KeptRecord> {
    const ended = await readEnded(client, run);
    if (ended === undefined) return { kept: false, why: 'it has not ended' };
    const { progress } = ended;
    if (progress.request.mode === 'plan') return { kept: false, why: 'a plan changes nothing' };
    try {
      const record = mergeEnded(cleanDeep(ended), await readKnown(this.#directory, ended));
      return { kept: true, file: await this.#write(record) };
    } catch (error) {
      return { kept: false, why: this.#explain(error) };
    }
  }

  /** Writes what has not been written. */
  async close(): Promise<void> {
    for (const runId of this.#writing.keys()) this.#flush(runId);
    await Promise.all([...this.#writing.values()].map(({ done }) => done));
  }

  /** One after the other for each operation; what comes meanwhile waits for its turn, and only the last of it is written. */
  #flush(runId: string): void {
    const writing = this.#writing.get(runId);
    const record = writing?.latest;
    if (writing === undefined || record === undefined) return;
    clearTimeout(writing.timer);
    writing.latest = undefined;
    writing.timer = setTimeout(() => {
      writing.timer = undefined;
      if (writing.latest === undefined) this.#writing.delete(runId);
      else this.#flush(runId);
    }, this.#everyMs).unref();
    writing.done = writing.done.then(() => this.#write(record)).catch((error: unknown) => this.#explain(error));
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
