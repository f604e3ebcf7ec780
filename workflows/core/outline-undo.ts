import type { UndoOutline } from '../../model/record/record.ts';
import type { Json, StepKind } from '../../model/step.ts';
import { NodeScope } from './node-scope.ts';
import type { Procedure, ProcedureInput, Undo } from './procedure.ts';

/** Writes down what an undo would take back now, without doing anything: for whoever has to do it by hand. */
class OutlineUndo implements Undo {
  readonly #performed: ReadonlySet<string>;
  readonly #scope = new NodeScope();
  readonly steps: UndoOutline[] = [];

  constructor(performed: ReadonlySet<string>) {
    this.#performed = performed;
  }

  async takeBack<_Input, Value extends Json = Json>(
    counterparts: readonly string[],
    id: string,
    title: string,
  ): Promise<Value | undefined> {
    this.#write(counterparts, id, title, 'change');
    return undefined;
  }

  async waitLong(counterparts: readonly string[], id: string, title: string): Promise<void> {
    this.#write(counterparts, id, title, 'wait');
  }

  /** Nobody has said so yet. */
  skipped(): boolean {
    return false;
  }

  holds(): void {}

  each(nodes: readonly string[], body: (node: string) => Promise<void>): Promise<void> {
    return this.#scope.each(nodes, body);
  }

  #write(counterparts: readonly string[], id: string, title: string, kind: StepKind): void {
    const { node } = this.#scope;
    const takesBack = counterparts
      .map((counterpart) => this.#scope.idOf(counterpart))
      .filter((counterpart) => this.#performed.has(counterpart));
    if (takesBack.length === 0) return;
    this.steps.push({
      id: this.#scope.idOf(`undo-${id}`),
      kind,
      title,
      takesBack,
      ...(node !== undefined && { node }),
    });
  }
}

export async function outlineUndo(
  procedure: Procedure,
  input: ProcedureInput,
  performed: ReadonlySet<string>,
): Promise<readonly UndoOutline[]> {
  const outline = new OutlineUndo(performed);
  // Nothing may have happened before the first change.
  if (performed.size > 0) await procedure.undo(outline, input);
  return outline.steps;
}
