/** What can be wrong with the way to a host. The text is what `muster sandbox fault` prints. */
export const HOST_FAULTS = {
  'ssh-refuse': 'New SSH connections are refused and open ones are cut',
  'ssh-hang': 'The SSH port accepts and never greets, open connections stand still',
  'ssh-drop':
    'The connection is cut around the next commands that match: pattern, when=before|after|upload, skip, count',
  'ssh-outlive': 'Commands go on when their connection breaks, as under OpenSSH without a terminal',
  'host-key': 'The host shows another key, open connections are cut',
  'auth-reject': 'The host accepts no key, open connections are cut',
} as const;

export type HostFaultName = keyof typeof HOST_FAULTS;

/**
 * `before` the command has not begun · `after` it has ended, with its effect, and nothing of its answer was sent ·
 * `upload` it runs and a part of its stdin has reached it; where there is none, right after it began.
 */
export type DropMoment = 'before' | 'after' | 'upload';
const DROP_MOMENTS: readonly string[] = ['before', 'after', 'upload'];

export interface DropRule {
  readonly pattern: string;
  readonly when: DropMoment;
  /** How many commands it still lets pass. */
  skip: number;
  /** How many more commands it will cut. */
  left: number;
}

export interface HostFault {
  readonly name: HostFaultName;
  readonly node: string;
  readonly pattern?: string;
  readonly when?: DropMoment;
  readonly skip?: number;
  readonly left?: number;
}

export type FaultArgs = Readonly<Record<string, string | number | boolean>>;

export function isHostFault(name: unknown): name is HostFaultName {
  return typeof name === 'string' && Object.hasOwn(HOST_FAULTS, name);
}

/** @param args `pattern` a regular expression @default '' (any command) · `when` @default 'after' · `skip` @default 0 · `count` @default 1 */
export function parseDropRule(args: FaultArgs): DropRule {
  const { pattern = '', when = 'after', skip = 0, count = 1 } = args;
  if (typeof when !== 'string' || !DROP_MOMENTS.includes(when)) {
    throw new Error(`ssh-drop: when is ${JSON.stringify(when)}, expected one of ${DROP_MOMENTS.join(', ')}`);
  }
  const passes = Number(skip);
  if (!Number.isInteger(passes) || passes < 0) {
    throw new Error(`ssh-drop: skip is ${JSON.stringify(skip)}, expected a whole number from 0`);
  }
  const left = Number(count);
  if (!Number.isInteger(left) || left < 1) {
    throw new Error(`ssh-drop: count is ${JSON.stringify(count)}, expected a whole number from 1`);
  }
  try {
    new RegExp(String(pattern));
  } catch {
    throw new Error(`ssh-drop: ${JSON.stringify(pattern)} is not a regular expression`);
  }
  return { pattern: String(pattern), when: when as DropMoment, skip: passes, left };
}

/** The faults that are set on one host. */
export class HostFaults {
  readonly #node: string;
  readonly #set = new Set<HostFaultName>();
  readonly #drops: DropRule[] = [];

  constructor(node: string) {
    this.#node = node;
  }

  set(name: HostFaultName, args: FaultArgs = {}): void {
    if (name === 'ssh-drop') this.#drops.push(parseDropRule(args));
    else this.#set.add(name);
  }

  clear(name: HostFaultName): void {
    if (name === 'ssh-drop') this.#drops.length = 0;
    else this.#set.delete(name);
  }

  has(name: HostFaultName): boolean {
    return name === 'ssh-drop' ? this.#drops.length > 0 : this.#set.has(name);
  }

  list(): HostFault[] {
    return [
      ...[...this.#set].map((name) => ({ name, node: this.#node })),
      ...this.#drops.map(({ skip, ...rule }) => ({
        name: 'ssh-drop' as const,
        node: this.#node,
        ...rule,
        ...(skip > 0 && { skip }),
      })),
    ];
  }

  /** Says whether this command is to be cut, and counts it. */
  takeDrop(command: string): DropMoment | undefined {
    const index = this.#drops.findIndex((rule) => new RegExp(rule.pattern, 's').test(command));
    const rule = this.#drops[index];
    if (rule === undefined) return undefined;
    if (rule.skip > 0) {
      rule.skip -= 1;
      return undefined;
    }
    rule.left -= 1;
    if (rule.left === 0) this.#drops.splice(index, 1);
    return rule.when;
  }
}
