import { NOBODY } from '../../model/databend/leaving.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import type { NodeInput } from './find-node.ts';
import { leave } from './leave.ts';
import { planOrLater } from './plan-or-later.ts';

export interface CompleteInput extends NodeInput {
  /** What still stands in its way is thrown, not given back. @default true: it has nothing to go on with */
  readonly last?: boolean;
}

/**
 * Completes a join that ran out of time: repeated, it would answer Ok and do nothing, but the next change of any kind brings it
 * to its end, and a leave of an id that nobody has changes nothing else (recorded on 1.2.888).
 */
export const completeChange = {
  plan: (tools: Tools, input: CompleteInput): Promise<ChangePlan> =>
    planOrLater(() => leave.plan(tools, { ...input, id: NOBODY }), LATER),
  perform: (tools: Tools, { last = true, ...input }: CompleteInput): Promise<ChangeResult> =>
    leave.perform(tools, { ...input, last, id: NOBODY }),
};

const LATER = `--leave-id ${NOBODY}, an id that nobody has, asked of the members that live when it runs`;
