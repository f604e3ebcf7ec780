import type { HeldSwitch, OperationProgress } from '../../model/operation.ts';
import type { View } from './view.ts';

/** What a switch was, what it is, and that it does not stay so. */
export function showTuned(
  { knob, value }: { readonly knob: string; readonly value: string },
  before: HeldSwitch | undefined,
  now: HeldSwitch | undefined,
  operation: string,
  { style }: View,
): readonly string[] {
  const next = `${style.dim('next:')} muster ops watch ${operation}`;
  if (now?.ours !== value)
    return [
      `${style.yellow('!')} ${knob} = ${value} is taken, and not set yet: operation ${operation} goes on with it`,
      next,
    ];
  return [
    `${style.green('✓')} ${knob}: ${before?.ours ?? now.original} → ${value}`,
    `  operation ${operation} puts it back to ${now.original} at its end`,
    next,
  ];
}

/** What an operation has set: it puts it back at its end, or has left it so. */
export function listHeld({ held = [], endedAt }: OperationProgress, { style }: View): readonly string[] {
  return held.map(({ knob, ours, original }) => {
    const then = endedAt === undefined ? `put back to ${original} at the end` : `it was ${original} before`;
    return `${style.dim(endedAt === undefined ? 'set:' : 'left set:')} ${knob} = ${ours}, ${then}`;
  });
}
