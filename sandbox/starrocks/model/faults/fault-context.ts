import type { Backend } from '../metadata.ts';
import type { Process } from '../process.ts';
import type { ClusterView } from '../storage/cluster-view.ts';
import type { World } from '../world.ts';

export type DataFaultArgs = Readonly<Record<string, string | number | boolean>>;

/** What a fault is made from. */
export interface FaultContext {
  readonly world: World;
  readonly leader: Process;
  readonly view: ClusterView;
  /** Backends that are told to go, or the one that was named because it soon will be. */
  readonly leaving: readonly Backend[];
  /** Where their tablets can go. */
  readonly staying: readonly Backend[];
  readonly args: DataFaultArgs;
}

/** Ends a fault, with whoever leads then. */
export type Cure = (leader: Process) => void;

export type InjectFault = (context: FaultContext) => Cure;

/** The first backend that goes. Some faults are about what is on it. */
export function oneLeaving({ leaving }: FaultContext, fault: string): Backend {
  const [first] = leaving;
  if (first === undefined) throw new Error(`${fault}: no backend drains; name the one that will: --node be-3`);
  return first;
}

/** One backend for each host, those that go first: where a table that fills the cluster has its replicas. */
export function onePerHost({ leaving, staying }: FaultContext): readonly Backend[] {
  const chosen = new Map<string, Backend>();
  for (const backend of [...leaving, ...staying]) if (!chosen.has(backend.host)) chosen.set(backend.host, backend);
  return [...chosen.values()];
}

export function readCount(fault: string, name: string, given: unknown, fallback: number): number {
  const count = Number(given ?? fallback);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`${fault}: ${name} is ${JSON.stringify(given)}, expected a whole number from 1`);
}
