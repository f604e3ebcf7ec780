import { type ErrorCode, isMusterError } from '../../model/error.ts';
import type { ChangePlan } from '../../model/step.ts';

const NOBODY_TO_ASK: readonly ErrorCode[] = ['NO_LEADER', 'NO_QUORUM', 'META_SILENT'];

/**
 * Of a group that an earlier step of the same operation makes, nobody can be asked when the whole way is planned; right before
 * it is carried out, it is planned again.
 */
export async function planOrLater(plan: () => Promise<ChangePlan>, later: string): Promise<ChangePlan> {
  try {
    return await plan();
  } catch (error) {
    if (!isMusterError(error) || !NOBODY_TO_ASK.includes(error.code)) throw error;
    return { actions: [], later: [later] };
  }
}
