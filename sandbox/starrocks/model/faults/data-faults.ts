import type { Process } from '../process.ts';
import { viewCluster } from '../storage/cluster-view.ts';
import { syncDisks } from '../storage/sync-disks.ts';
import type { World } from '../world.ts';
import { knobsLost, noSpace, schedulerOff, targetsDead, throttled } from './cluster-faults.ts';
import type { Cure, DataFaultArgs, InjectFault } from './fault-context.ts';
import { colocateStuck, fewHosts, sameHost } from './placement-faults.ts';
import { badSource, largeTablet, openTransaction, recycleBin } from './replica-faults.ts';

/** What can hold up a drain. The text is what `muster sandbox fault` prints. */
export const DATA_FAULTS = {
  'few-hosts': 'A table of the statistics has a replica on every host, so none can leave until a host is added',
  'same-host':
    'A second backend is registered on a host that has one: it counts for the check of DECOMMISSION and takes no copy. Cured, it is on a host of its own',
  'no-space': 'The disks of all backends that stay are 95 % full',
  'colocate-stuck': 'A colocate group fills every host, and a second backend on one of them is no spare',
  'bad-source': 'A tablet of a table with one replica is bad on the backend that drains',
  'large-tablet':
    'A tablet takes longer than a clone may, so it is copied again and again: gigabytes (60), seconds sets the limit first',
  'open-transaction': 'A load was begun and is not finished, so old copies are not taken away: table',
  'recycle-bin': 'Tablets of a dropped table stay where they are until the bin is emptied, as before 3.5',
  'scheduler-off': 'tablet_sched_max_scheduling_tablets=0, left over from an upgrade',
  throttled: 'tablet_sched_repair_delay_factor_second=3600, left over: hours before anything is moved',
  'targets-dead': 'Every backend that stays is cut off from the leader',
  'knobs-lost': 'The leader has the settings of its file again, as after a change of leaders',
} as const;

export type DataFault = keyof typeof DATA_FAULTS;

const INJECT: Readonly<Record<DataFault, InjectFault>> = {
  'few-hosts': fewHosts,
  'same-host': sameHost,
  'no-space': noSpace,
  'colocate-stuck': colocateStuck,
  'bad-source': badSource,
  'large-tablet': largeTablet,
  'open-transaction': openTransaction,
  'recycle-bin': recycleBin,
  'scheduler-off': schedulerOff,
  throttled,
  'targets-dead': targetsDead,
  'knobs-lost': knobsLost,
};

export function isDataFault(name: unknown): name is DataFault {
  return typeof name === 'string' && Object.hasOwn(DATA_FAULTS, name);
}

/** The faults of one cluster's data that are active, each with what ends it. */
export class DataFaults {
  readonly #world: World;
  readonly #active = new Map<DataFault, { readonly args: DataFaultArgs; readonly cure: Cure }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** @param host of the backend that drains or will; without it those that are told to go */
  inject(leader: Process, name: DataFault, args: DataFaultArgs = {}, host?: string): void {
    if (this.#active.has(name)) throw new Error(`${name} is active already`);
    syncDisks(this.#world, leader);
    const view = viewCluster(this.#world, leader);
    const leaving = [...view.backends.values()].filter((one) =>
      host === undefined ? one.decommissioned : one.host === host,
    );
    if (host !== undefined && leaving.length === 0) throw new Error(`${name}: no backend is registered on ${host}`);
    const staying = view.available.filter((one) => !leaving.includes(one));
    const cure = INJECT[name]({ world: this.#world, leader, view, leaving, staying, args });
    this.#active.set(name, { args, cure });
  }

  /** False: it was not active. */
  cure(leader: Process, name: DataFault): boolean {
    const active = this.#active.get(name);
    this.#active.delete(name);
    active?.cure(leader);
    return active !== undefined;
  }

  has(name: DataFault): boolean {
    return this.#active.has(name);
  }

  list(): object[] {
    return [...this.#active].map(([name, { args }]) => ({ name, ...args }));
  }
}
