import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { ProcedureInput } from '../core/procedure.ts';

/** By the input of the operation, which its undo shares: once its process has ended nobody can tell what starts a node again. */
const kept = new WeakMap<ProcedureInput<StarRocksCluster>, Map<string, string>>();

export function keepSupervisor(
  input: ProcedureInput<StarRocksCluster>,
  node: string,
  before: { readonly supervisor?: string } | undefined,
): void {
  if (before?.supervisor === undefined) return;
  kept.set(input, (kept.get(input) ?? new Map<string, string>()).set(node, before.supervisor));
}

/** As the input of a start has it. */
export function supervisedBy(input: ProcedureInput<StarRocksCluster>, node: string): { readonly supervisor?: string } {
  const supervisor = kept.get(input)?.get(node);
  return supervisor === undefined ? {} : { supervisor };
}
