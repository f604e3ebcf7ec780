import { NO_VOLUME } from './model/data/change-data.ts';
import type { ControlledSandbox } from './commands.ts';
import { type DataFault, DATA_FAULTS, isDataFault } from './model/faults/data-faults.ts';
import type { Process } from './model/process.ts';
import { viewCluster } from './model/storage/cluster-view.ts';
import { isRefusal } from './model/storage/create-table.ts';
import { fillStorage } from './model/storage/fill-storage.ts';
import { MIB, type Storage, tabletsOf } from './model/storage/storage.ts';
import { syncDisks } from './model/storage/sync-disks.ts';
import { findHost } from '../host/find-host.ts';
import type { FaultArgs } from '../host/host-faults.ts';

export interface DataSummary {
  readonly databases: readonly {
    readonly name: string;
    readonly tables: number;
    readonly tablets: number;
    readonly replicas: number;
    /** Of all replicas. */
    readonly bytes: number;
  }[];
  readonly backends: readonly { readonly address: string; readonly tablets: number; readonly bytes: number }[];
  /** Tablets of dropped tables. */
  readonly recycled: number;
}

/** @param args `node`: the backend that drains or will */
export function setDataFault(sandbox: ControlledSandbox, name: DataFault, { name: _, node, ...args }: FaultArgs): null {
  const host = node === undefined ? undefined : findHost(sandbox.hosts, node).address;
  return onLeader(sandbox, (leader) => {
    sandbox.dataFaults.inject(leader, name, args, host);
    return null;
  });
}

/** Without a name all of them, unless only one host was meant. */
export function cureDataFaults(sandbox: ControlledSandbox, { name, node }: FaultArgs): null {
  const all = Object.keys(DATA_FAULTS) as DataFault[];
  const names = isDataFault(name) ? [name] : name === undefined && node === undefined ? all : [];
  if (!names.some((one) => sandbox.dataFaults.has(one))) return null;
  return onLeader(sandbox, (leader) => {
    for (const one of names) sandbox.dataFaults.cure(leader, one);
    return null;
  });
}

/**
 * Makes tables and says what there is; without arguments it only says so.
 * @param args `tables` · `tablets` of each @default 8 · `replicas` @default 3 · `bytes` of each tablet @default 64 MiB ·
 * `database` @default 'shop' · `rate`: MiB per second of a clone · `overhead`: milliseconds more for each ·
 * `statistics`, `balance`: what the product also does by itself
 */
export function changeData(sandbox: ControlledSandbox, args: FaultArgs): DataSummary {
  return onLeader(sandbox, (leader) => {
    const storage = syncDisks(sandbox.world, leader);
    setPace(storage, args);
    if (args['tables'] !== undefined) {
      if (sandbox.world.metadataOf(leader).runMode === 'shared_data') throw new Error(NO_VOLUME);
      const made = fillStorage(viewCluster(sandbox.world, leader), {
        tables: readNumber('tables', args['tables']),
        tablets: readNumber('tablets', args['tablets'] ?? 8),
        replicas: readNumber('replicas', args['replicas'] ?? 3),
        bytes: readNumber('bytes', args['bytes'] ?? 64 * MIB),
        ...(args['database'] !== undefined && { database: String(args['database']) }),
      });
      if (isRefusal(made)) throw new Error(made.kind === 'error' ? made.message : 'refused');
    }
    return summarize(sandbox, leader, storage);
  });
}

function setPace(storage: Storage, args: FaultArgs): void {
  const { options } = storage;
  if (args['rate'] !== undefined) options.cloneBytesPerSecond = readNumber('rate', args['rate']) * MIB;
  if (args['overhead'] !== undefined) options.cloneOverheadMs = readNumber('overhead', args['overhead']);
  if (args['statistics'] !== undefined) options.growStatistics = args['statistics'] === true;
  if (args['balance'] !== undefined) options.balance = args['balance'] === true;
}

function summarize({ world }: ControlledSandbox, leader: Process, storage: Storage): DataSummary {
  return {
    databases: storage.databases.map(({ name, tables }) => {
      const tablets = tables.flatMap(tabletsOf);
      return {
        name,
        tables: tables.length,
        tablets: tablets.length,
        replicas: tablets.reduce((sum, { replicas }) => sum + replicas.length, 0),
        bytes: tablets.reduce((sum, { replicas, bytes }) => sum + bytes * replicas.length, 0),
      };
    }),
    backends: [...viewCluster(world, leader).backends.values()].map(({ id, host, port }) => ({
      address: `${host}:${port}`,
      tablets: storage.countOn(id),
      bytes: storage.disksOf(id).reduce((sum, disk) => sum + storage.dataOn(disk), 0),
    })),
    recycled: storage.recycleBin.reduce((sum, { table }) => sum + tabletsOf(table).length, 0),
  };
}

function onLeader<Value>(sandbox: ControlledSandbox, act: (leader: Process) => Value): Value {
  return sandbox.clock.run(() => {
    const leader = sandbox.leader();
    if (leader === undefined) throw new Error('no frontend leads');
    return act(leader);
  });
}

function readNumber(name: string, given: unknown): number {
  const value = Number(given);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`data: ${name} is ${JSON.stringify(given)}, expected a number`);
}
