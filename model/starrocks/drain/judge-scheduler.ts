import type { Finding } from '../../step.ts';
import { type Knobs, knobNumber } from '../data/knob-rows.ts';
import type { DrainReading } from './drain-reading.ts';

/** What an upgrade leaves switched off, and what makes a drain slow. All of it lives in the leader's memory. */
export function isSchedulerOff(knobs: Knobs): boolean {
  return knobNumber(knobs, 'tablet_sched_max_scheduling_tablets', 10_000) <= 0;
}

/** Fewer than this at a time is no drain: the default is 10000, that of 2.5 was 2000 (as read). */
const FEW_SCHEDULED = 500;
/** The engine clamps it to 2 and more (as read). */
const FEW_SLOTS = 2;
/** Seconds; a tablet waits for a multiple of it before it is moved (recorded: 139 s with 60). */
const LONG_DELAY = 300;

export function findThrottle(
  knobs: Knobs,
): { readonly name: string; readonly value: number; readonly shipped: number } | undefined {
  const scheduling = knobNumber(knobs, 'tablet_sched_max_scheduling_tablets', 10_000);
  if (scheduling < FEW_SCHEDULED)
    return { name: 'tablet_sched_max_scheduling_tablets', value: scheduling, shipped: 10_000 };
  const slots = knobNumber(knobs, 'tablet_sched_slot_num_per_path', 8);
  if (slots <= FEW_SLOTS) return { name: 'tablet_sched_slot_num_per_path', value: slots, shipped: 8 };
  const delay = knobNumber(knobs, 'tablet_sched_repair_delay_factor_second', 60);
  if (delay > LONG_DELAY) return { name: 'tablet_sched_repair_delay_factor_second', value: delay, shipped: 60 };
  return undefined;
}

/** Gate `scheduler`. `before`: what auto-drop was, as an operation before this one wrote down on the frontends' hosts. */
export function judgeScheduler({ knobs, leader }: DrainReading, before?: string): readonly Finding[] {
  const about = { gate: 'scheduler', subject: leader } as const;
  if (isSchedulerOff(knobs)) {
    return [
      {
        ...about,
        severity: 'refusal',
        message: 'tablet_sched_max_scheduling_tablets is 0, as an upgrade sets it: no tablet would ever move',
        next: [setKnob('tablet_sched_max_scheduling_tablets', 10_000)],
      },
    ];
  }
  const throttle = findThrottle(knobs);
  const findings: Finding[] = [];
  if (throttle !== undefined) {
    findings.push({
      ...about,
      severity: 'warning',
      message: `${throttle.name} is ${throttle.value}: tablets move slowly`,
      next: [setKnob(throttle.name, throttle.shipped)],
    });
  }
  if (isAutoDropOff(knobs) && before === undefined) {
    findings.push({
      ...about,
      severity: 'warning',
      message:
        'drop_backend_after_decommission is false already, left by something else: it is put back to false at the end',
      next: [setKnob('drop_backend_after_decommission', 'true')],
    });
  }
  for (const name of ['tablet_sched_disable_balance', 'tablet_sched_disable_colocate_balance']) {
    if (!/^true$/i.test(knobs[name] ?? '')) continue;
    findings.push({
      ...about,
      severity: 'warning',
      message: `${name} is true: the drain goes on, nothing is balanced`,
      next: [setKnob(name, 'false')],
    });
  }
  if (findings.length > 0) return findings;
  const held =
    before === undefined
      ? ''
      : `; drop_backend_after_decommission is false since an operation before this one, and is put back to ${before} at the end`;
  return [{ ...about, severity: 'ok', message: `the scheduler of tablets is on${held}` }];
}

/** An emptied backend stays registered: an operation holds it so, or somebody left it so. */
export function isAutoDropOff(knobs: Knobs): boolean {
  return /^false$/i.test(knobs['drop_backend_after_decommission'] ?? '');
}

export function setKnob(name: string, value: string | number): string {
  return `ADMIN SET FRONTEND CONFIG ("${name}" = "${value}");`;
}
