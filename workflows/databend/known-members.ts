import type { JoiningWay } from '../../activities/databend/survey-joining.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import type { ProcedureInput } from '../core/procedure.ts';

/** By the input of the operation, which its undo shares: who was a member before it began. */
const known = new WeakMap<ProcedureInput<DatabendCluster>, readonly string[]>();

/** A voter that took over something once is no half of a join: whoever asks to add it wants the lists to name it. */
export function noteMembers(input: ProcedureInput<DatabendCluster>, way: JoiningWay | undefined): void {
  const members = Object.entries(way?.standing ?? {}).flatMap(([alias, standing]) =>
    standing.is === 'voter' && standing.reached ? [alias] : [],
  );
  known.set(input, members);
}

/** An undo leaves it where it was: its id would be gone for good. */
export function wasMember(input: ProcedureInput<DatabendCluster>, alias: string): boolean {
  return known.get(input)?.includes(alias) === true;
}
