import type { Json, StepKind } from '../../model/step.ts';
import type { Journal } from './journal.ts';
import type { GuardOptions, Operation } from './procedure.ts';

/** Writes down what a procedure is going to do without doing anything, so that every screen shows the way ahead. */
export class OutlineSteps implements Operation {
  readonly #journal: Journal;
  #node: string | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  async check(id: string, title: string): Promise<void> {
    this.#write(id, 'check', title);
  }

  async change<Value extends Json>(id: string, title: string): Promise<Value | undefined> {
    this.#write(id, 'change', title);
    return undefined;
  }

  async wait(id: string, title: string): Promise<void> {
    this.#write(id, 'wait', title);
  }

  async each(nodes: readonly string[], body: (node: string) => Promise<void>): Promise<void> {
    for (const node of nodes) {
      this.#node = node;
      await body(node);
    }
    this.#node = undefined;
  }

  async block(body: (again: boolean) => Promise<void>): Promise<void> {
    await body(false);
  }

  async guard(_options: GuardOptions, body: () => Promise<void>): Promise<void> {
    await body();
  }

  #write(id: string, kind: StepKind, title: string): void {
    const node = this.#node;
    this.#journal.step(stepId(node, id), { kind, title, state: 'pending', ...(node !== undefined && { node }) });
  }
}

export function stepId(node: string | undefined, id: string): string {
  return node === undefined ? id : `${node}/${id}`;
}
