import type { OperationRequest, WindowInput } from '../operation.ts';
import { hasWindows, type WindowRules } from './rules.ts';

/** The windows of one operation. */
export interface KeptWindows extends WindowRules {
  /** Nothing is held, although there are windows. */
  readonly overridden?: { readonly by: string; readonly why: string; readonly at: string };
}

/** As it was asked for; `undefined` when neither it nor its cluster has any. */
export function windowsOf(
  { windows, now, by, cluster }: Pick<OperationRequest, 'windows' | 'now' | 'by' | 'cluster'>,
  at: string,
): KeptWindows | undefined {
  const rules = windows ?? cluster.windows;
  if (!hasWindows(rules)) return undefined;
  return { ...rules, ...(now !== undefined && { overridden: { by, why: now, at } }) };
}

/** What a person says later goes before; of what the file says, how a drain goes on outside stays. */
export function changeWindows(
  kept: KeptWindows | undefined,
  { windows, by, why = '' }: WindowInput,
  at: string,
): KeptWindows | undefined {
  if (windows === undefined) return kept && { ...kept, overridden: { by, why, at } };
  const { gentleSlots } = kept ?? {};
  return { ...(gentleSlots !== undefined && { gentleSlots }), ...windows };
}

export function isHolding(kept: KeptWindows | undefined): kept is KeptWindows {
  return hasWindows(kept) && kept.overridden === undefined;
}
