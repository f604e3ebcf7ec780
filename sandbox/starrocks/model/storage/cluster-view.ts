import { readConfig } from '../frontend-config.ts';
import type { Backend } from '../metadata.ts';
import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import type { Storage } from './storage.ts';
import { syncDisks } from './sync-disks.ts';

/** What the rules about data look at, as one frontend sees it at one moment. */
export interface ClusterView {
  readonly now: number;
  readonly storage: Storage;
  readonly backends: ReadonlyMap<number, Backend>;
  /** Those that new replicas may go to: alive and not told to go. */
  readonly available: readonly Backend[];
  /** Of these only: whether they are told to go does not matter. */
  readonly alive: readonly Backend[];
  /** Dead for longer than is tolerated: their replicas are taken for lost. */
  readonly lost: ReadonlySet<number>;
  readonly setting: (key: string) => string;
}

export function viewCluster(world: World, process: Process): ClusterView {
  const settings = new Map<string, string>();
  const setting = (key: string) => {
    // Asked for each of thousands of tablets.
    const value = settings.get(key) ?? readConfig(process, key);
    settings.set(key, value);
    return value;
  };
  const backends = world.metadataOf(process).backends.filter(({ kind }) => kind === 'be');
  const alive = backends.filter((backend) => backend.alive);
  const tolerated = Number(setting('tablet_sched_be_down_tolerate_time_s')) * 1000;
  return {
    now: world.now,
    storage: syncDisks(world, process),
    backends: new Map(backends.map((backend) => [backend.id, backend])),
    available: alive.filter(({ decommissioned }) => !decommissioned),
    alive,
    lost: new Set(backends.filter((backend) => isDeadFor(world.now, backend, tolerated)).map(({ id }) => id)),
    setting,
  };
}

/** As read: counted from the last heartbeat that was answered; one that never answered is dead since ever. */
export function isDeadFor(now: number, { alive, heartbeatAt }: Backend, ms: number): boolean {
  return !alive && now - (heartbeatAt ?? Number.NEGATIVE_INFINITY) > ms;
}

export function isAvailable(view: ClusterView, backendId: number): boolean {
  const backend = view.backends.get(backendId);
  return backend !== undefined && backend.alive && !backend.decommissioned;
}

export function readNumber({ setting }: ClusterView, key: string): number {
  return Number(setting(key));
}

export function isOn({ setting }: ClusterView, key: string): boolean {
  return setting(key).toLowerCase() === 'true';
}
