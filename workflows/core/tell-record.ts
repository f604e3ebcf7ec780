import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { OperationProgress } from '../../model/operation.ts';
import type { RecordNote, UndoOutline } from '../../model/record/record.ts';

/** Where an operation is written down while it runs: by the worker, outside of history, as well as that goes. */
export interface RecordSinks extends Sinks {
  records: { note(note: RecordNote): void };
}

const { records } = proxySinks<RecordSinks>();

/** Tells the worker what the operation says of itself, once for what changes together. It makes no command. */
export class RecordTeller {
  readonly #view: () => OperationProgress;
  readonly #outlineUndo: () => Promise<readonly UndoOutline[]>;
  #due = false;

  constructor(view: () => OperationProgress, outlineUndo: () => Promise<readonly UndoOutline[]>) {
    this.#view = view;
    this.#outlineUndo = outlineUndo;
  }

  tell(): void {
    if (this.#due) return;
    this.#due = true;
    void this.#tellSoon();
  }

  async #tellSoon(): Promise<void> {
    // Not at once: the first word comes while the operation is still being put together. And an undo that cannot be told
    // beforehand is no reason to tell nothing, let alone to fail.
    const undo = await Promise.resolve()
      .then(this.#outlineUndo)
      .catch(() => []);
    this.#due = false;
    records.note({ progress: this.#view(), undo });
  }
}
