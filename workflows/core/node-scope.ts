/** Which node the steps are about; between nodes they are about the cluster. */
export class NodeScope {
  #node: string | undefined;

  constructor(node?: string) {
    this.#node = node;
  }

  get node(): string | undefined {
    return this.#node;
  }

  idOf(step: string): string {
    return this.#node === undefined ? step : `${this.#node}/${step}`;
  }

  async each(nodes: readonly string[], body: (node: string) => Promise<void>): Promise<void> {
    for (const node of nodes) {
      this.#node = node;
      await body(node);
    }
    this.#node = undefined;
  }
}
