import type { Finding } from '../../model/step.ts';
import { OperationRefused, summariseRefusals } from './refused.ts';

/** What a run has come to so far, for all nodes that it works on at once. */
export class Course {
  /** Steps whose `perform` was scheduled: their effect may be there, whatever was answered. */
  readonly performed = new Set<string>();
  /** Steps that a person went past. */
  readonly skipped = new Set<string>();
  /** Nodes that a rescue could not bring back: what was begun there is finished, whatever the hour. */
  readonly torn = new Set<string>();
  readonly #refusals: Finding[] = [];

  /** All checks before the first change are made before one of them ends the run. */
  refuse(findings: readonly Finding[]): void {
    this.#refusals.push(...findings);
  }

  get isRefused(): boolean {
    return this.#refusals.length > 0;
  }

  /** A change is due, or nothing more is to come: what was refused is told now. */
  endIfRefused(): void {
    if (this.isRefused) throw new OperationRefused(summariseRefusals(this.#refusals));
  }
}
