import { type Answer, failure, OK, textRows } from './answer.ts';
import type { Process } from './process.ts';
import { replicasOf } from './quorum.ts';
import type { World } from './world.ts';

/** Key, aliases, value, type, mutable. */
const CONFIG: readonly (readonly [string, string, string, string, string])[] = [
  // As read; the others as recorded.
  ['alter_scheduler_interval_millisecond', '[]', '10000', 'int', 'true'],
  ['bdbje_heartbeat_timeout_second', '[]', '30', 'int', 'false'],
  ['catalog_trash_expire_second', '[]', '86400', 'long', 'true'],
  ['drop_backend_after_decommission', '[]', 'true', 'boolean', 'true'],
  ['heartbeat_retry_times', '[]', '3', 'int', 'true'],
  ['heartbeat_timeout_second', '[]', '5', 'int', 'true'],
  ['max_bdbje_clock_delta_ms', '[]', '5000', 'long', 'false'],
  ['meta_delay_toleration_second', '[]', '300', 'int', 'true'],
  ['min_graceful_exit_time_second', '[]', '15', 'int', 'true'],
  ['storage_usage_soft_limit_percent', '[storage_high_watermark_usage_percent]', '90', 'int', 'true'],
  ['storage_usage_soft_limit_reserve_bytes', '[storage_min_left_capacity_bytes]', '214748364800', 'long', 'true'],
  ['tablet_sched_always_force_decommission_replica', '[]', 'false', 'boolean', 'true'],
  ['tablet_sched_balance_load_disk_safe_threshold', '[balance_load_disk_safe_threshold]', '0.5', 'double', 'true'],
  ['tablet_sched_balance_load_score_threshold', '[balance_load_score_threshold]', '0.1', 'double', 'true'],
  ['tablet_sched_be_down_tolerate_time_s', '[]', '900', 'long', 'true'],
  ['tablet_sched_checker_interval_seconds', '[]', '20', 'int', 'false'],
  ['tablet_sched_colocate_balance_high_prio_backends', '[]', '[]', 'long[]', 'true'],
  ['tablet_sched_colocate_balance_wait_system_stable_time_s', '[]', '900', 'long', 'true'],
  ['tablet_sched_colocate_be_down_tolerate_time_s', '[]', '43200', 'long', 'true'],
  ['tablet_sched_consecutive_full_clone_delay_sec', '[]', '180', 'long', 'true'],
  ['tablet_sched_disable_balance', '[disable_balance]', 'false', 'boolean', 'true'],
  ['tablet_sched_disable_colocate_balance', '[disable_colocate_balance]', 'false', 'boolean', 'true'],
  ['tablet_sched_disable_colocate_overall_balance', '[]', 'true', 'boolean', 'true'],
  ['tablet_sched_max_balancing_tablets', '[max_balancing_tablets]', '500', 'int', 'true'],
  ['tablet_sched_max_clone_task_timeout_sec', '[max_clone_task_timeout_sec]', '7200', 'long', 'true'],
  ['tablet_sched_max_migration_task_sent_once', '[]', '1000', 'int', 'true'],
  ['tablet_sched_max_not_being_scheduled_interval_ms', '[]', '900000', 'long', 'true'],
  ['tablet_sched_max_scheduling_tablets', '[max_scheduling_tablets]', '10000', 'int', 'true'],
  ['tablet_sched_min_clone_task_timeout_sec', '[min_clone_task_timeout_sec]', '180', 'long', 'true'],
  ['tablet_sched_num_based_balance_threshold_ratio', '[]', '0.5', 'double', 'true'],
  ['tablet_sched_pk_index_rebuild_threshold_seconds', '[]', '172800', 'int', 'true'],
  ['tablet_sched_repair_delay_factor_second', '[tablet_repair_delay_factor_second]', '60', 'long', 'true'],
  ['tablet_sched_slot_num_per_path', '[schedule_slot_num_per_path]', '8', 'int', 'true'],
  ['tablet_sched_storage_cooldown_second', '[storage_cooldown_second]', '-1', 'long', 'true'],
];

const COLUMNS = ['Key', 'AliasNames', 'Value', 'Type', 'IsMutable', 'Comment'];

const values = new WeakMap<Process, Map<string, string>>();

/** Answered by the frontend that is asked. As read, a switch is also found by its old name, and shown by its own. */
export function showConfig(process: Process, like: string): Answer {
  const pattern = likePattern(like);
  const rows = CONFIG.filter(([key, aliases]) => pattern.test(key) || pattern.test(aliases.slice(1, -1))).map(
    ([key, aliases, value, type, mutable]) => [key, aliases, values.get(process)?.get(key) ?? value, type, mutable, ''],
  );
  return textRows(COLUMNS, rows);
}

const DEFAULTS = new Map(CONFIG.map(([key, , value]) => [key, value]));

/** A value as this process has it now. */
export function readConfig(process: Process, key: string): string {
  const value = values.get(process)?.get(key) ?? DEFAULTS.get(key);
  if (value === undefined) throw new Error(`the sandbox has no setting ${key}`);
  return value;
}

/** What this process has otherwise than it would after a start. */
export function changedConfig(process: Process): Readonly<Record<string, string>> {
  const set = [...(values.get(process) ?? [])].filter(([key, value]) => DEFAULTS.get(key) !== value);
  return Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** On the leader, which tells every frontend that it reaches (as read of 3.5). A value is gone with the process that has it. */
export function setConfig(world: World, leader: Process, key: string, value: string): Answer {
  const known = CONFIG.find((row) => row[0] === key || row[1] === `[${key}]`);
  if (known?.[4] !== 'true') return failure(`Config '${key}' does not exist or is not mutable`);
  if (!FITS[known[3]]?.test(value)) return failure(`Failed to set config '${key}'. err: ${mismatch(known[3], value)}`);
  for (const process of [leader, ...replicasOf(world, leader)]) {
    if (!world.reach(leader, process)) continue;
    const own = values.get(process) ?? new Map<string, string>();
    values.set(process, own.set(known[0], value));
  }
  return OK;
}

/** What a process loses when another one leads after it, or when it starts again. Answers what it had. */
export function forgetConfig(process: Process): ReadonlyMap<string, string> {
  const before = values.get(process) ?? new Map<string, string>();
  values.delete(process);
  return before;
}

/** Those values again that were not set anew meanwhile. */
export function restoreConfig(process: Process, before: ReadonlyMap<string, string>): void {
  values.set(process, new Map([...before, ...(values.get(process) ?? [])]));
}

const FITS: Readonly<Record<string, RegExp>> = {
  boolean: /^(true|false)$/i,
  int: /^-?\d{1,10}$/,
  long: /^-?\d{1,19}$/,
  double: /^-?\d+(\.\d+)?$/,
};

function mismatch(type: string, value: string): string {
  return type === 'boolean' ? 'type mismatch' : `For input string: "${value}"`;
}

export function likePattern(like: string): RegExp {
  const source = like.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'i');
}
