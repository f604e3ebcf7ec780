import { formatPattern, parsePattern } from './fault-pattern.ts';

/** What can go wrong with one statement on its way. */
export interface StatementFault {
  readonly name: 'lose-reply' | 'delay';
  /** The frontend that the client is connected to; undefined: any. */
  readonly node: string | undefined;
  readonly pattern: RegExp;
  /** Of the product's time, in seconds. */
  readonly seconds: number;
  /** How many more statements it will meet. */
  left: number;
}

export type FaultArgs = Readonly<Record<string, string | number | boolean>>;

/** @param args `pattern` a regular expression @default '' (any statement) · `count` @default 1 · `seconds` of delay @default 10 */
export function parseStatementFault(name: StatementFault['name'], args: FaultArgs): StatementFault {
  const { node, pattern = '', count = 1, seconds = 10 } = args;
  const left = Number(count);
  if (!Number.isInteger(left) || left < 1)
    throw new Error(`${name}: count is ${JSON.stringify(count)}, expected a whole number from 1`);
  if (!(Number(seconds) >= 0)) throw new Error(`${name}: seconds is ${JSON.stringify(seconds)}, expected a number`);
  return {
    name,
    node: node === undefined ? undefined : String(node),
    pattern: parsePattern(name, pattern),
    seconds: Number(seconds),
    left,
  };
}

/** The faults that wait for a statement. */
export class StatementFaults {
  #faults: StatementFault[] = [];

  add(fault: StatementFault): void {
    this.#faults.push(fault);
  }

  clear(name: string, node: unknown): void {
    this.#faults = this.#faults.filter(
      (fault) => fault.name !== name || (node !== undefined && fault.node !== undefined && fault.node !== node),
    );
  }

  /** The first that fits this statement on this node; it is used up by that. */
  take(name: StatementFault['name'], node: string, sql: string): StatementFault | undefined {
    const found = this.#faults.find(
      (fault) => fault.name === name && (fault.node ?? node) === node && fault.pattern.test(sql),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#faults = this.#faults.filter((fault) => fault !== found);
    return found;
  }

  list(): object[] {
    return this.#faults.map(({ pattern, ...rest }) => ({ ...rest, pattern: formatPattern(pattern) }));
  }
}
