import type { FaultArgs } from '../host/host-faults.ts';
import { formatPattern, parsePattern } from './fault-pattern.ts';

/** What can go wrong with one request on its way: a statement, a page, a call of a tool. */
export interface RequestFault {
  readonly name: 'lose-reply' | 'delay';
  /** The one that the client is connected to; undefined: any. */
  readonly node: string | undefined;
  readonly pattern: RegExp;
  /** Of the product's time, in seconds. */
  readonly seconds: number;
  /** How many more requests it will meet. */
  left: number;
}

/** @param args `pattern` a regular expression @default '' (any request) · `count` @default 1 · `seconds` of delay @default 10 */
export function parseRequestFault(name: RequestFault['name'], args: FaultArgs): RequestFault {
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

/** The faults that wait for a request. */
export class RequestFaults {
  #faults: RequestFault[] = [];

  add(fault: RequestFault): void {
    this.#faults.push(fault);
  }

  clear(name: string, node: unknown): void {
    this.#faults = this.#faults.filter(
      (fault) => fault.name !== name || (node !== undefined && fault.node !== undefined && fault.node !== node),
    );
  }

  /** The first that fits this request to this node; it is used up by that. */
  take(name: RequestFault['name'], node: string, request: string): RequestFault | undefined {
    const found = this.#faults.find(
      (fault) => fault.name === name && (fault.node ?? node) === node && fault.pattern.test(request),
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
