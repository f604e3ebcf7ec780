import type { ClusterSpec } from '../../../model/cluster.ts';
import type { Diagnosis } from '../../../model/diagnosis.ts';
import type { KnobSetting } from '../../../model/starrocks/knobs/knobs.ts';
import type { Tools } from '../../tools.ts';

export interface QuietInput {
  readonly cluster: ClusterSpec;
  /** Those that nothing leaves any more. */
  readonly nodes: readonly string[];
  readonly knobs: readonly KnobSetting[];
}

/** Why nothing moves. */
export async function explainQuiet(_tools: Tools, _input: QuietInput): Promise<Diagnosis> {
  return {
    cause: 'unknown',
    message: 'nothing has left for the settling time, and no known cause was found',
    lasting: 'temporary',
    next: ["SHOW PROC '/cluster_balance/pending_tablets';"],
  };
}
