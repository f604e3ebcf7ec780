import { NodeScope } from './node-scope.ts';
import type { GuardOptions, Operation } from './procedure.ts';

/** For ways through a procedure on which nothing can fail in the world: no retry, no rescue. */
export abstract class StraightSteps {
  protected readonly scope = new NodeScope();

  each(nodes: readonly string[], body: (node: string, op: Operation) => Promise<void>): Promise<void> {
    return this.scope.each(nodes, (node) => body(node, this.itself()));
  }

  async untilOpen(): Promise<void> {}

  onLeave(): void {}

  holds(): void {}

  skipped(): boolean {
    return false;
  }

  protected abstract itself(): Operation;

  async block(body: (afterRescue: boolean) => Promise<void>): Promise<void> {
    await body(false);
  }

  async guard(_options: GuardOptions, body: () => Promise<void>): Promise<void> {
    await body();
  }
}
