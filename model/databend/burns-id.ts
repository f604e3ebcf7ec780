import type { StepProgress } from '../operation.ts';
import type { OperationMemo } from '../operation-memo.ts';
import { listComing } from './coming-ids.ts';

/** Whether ids come or go by it: any other leaves alone what is no member. */
export function movesIds({ verb }: Pick<OperationMemo, 'verb'>): boolean {
  return verb === 'add' || verb === 'deploy' || verb === 'replace' || verb === 'remove';
}

/** Whether an operation was about a member of the group: its id is burnt, however far it came. */
export function takesOut({ verb, with: coming = [] }: OperationMemo, alias: string): boolean {
  return verb === 'remove' || (verb === 'replace' && !coming.includes(alias));
}

/**
 * Whether the group may have seen the id of a node by what was done. One that comes shows it when its process starts; any other is
 * named in a restart of all, which leaves alone what is no member, until something was done to it.
 */
export function burnsId(
  memo: OperationMemo,
  alias: string,
  steps: readonly Pick<StepProgress, 'id' | 'kind' | 'node' | 'state' | 'undo'>[],
): boolean {
  const comes = listComing(memo).includes(alias);
  return steps.some(({ id, kind, node, state, undo }) => {
    if (undo === true || state === 'pending') return false;
    return comes ? id === `${alias}/start` : kind === 'change' && node === alias;
  });
}
