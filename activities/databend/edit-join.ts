import { metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import { editJoinList, editLearner } from '../../model/databend/edit-join-list.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { type EditedFile, performEdited, planEdited } from '../files/put-edited.ts';
import type { Tools } from '../tools.ts';
import { editFile } from './edit-file.ts';
import { findMeta, type NodeInput } from './find-node.ts';

/** A meta node by its alias, or one that is in no cluster file any more by its raft address. */
export type JoinTarget = string | { readonly raft: string };

export interface EditJoinInput extends NodeInput {
  readonly add?: JoinTarget;
  readonly remove?: JoinTarget;
  /** Raft addresses of the members when the change is done. @default every meta node of the cluster file but the one that leaves */
  readonly members?: readonly string[];
  /** An earlier step of the operation may have to write its file first. @default false */
  readonly soon?: boolean;
}

/** The `join` list of one member. Taking out is the undo of adding, and the other way round. */
export const editJoin = {
  async plan(tools: Tools, input: EditJoinInput): Promise<ChangePlan> {
    return await planEdited(tools, toEdited(input));
  },

  async perform(tools: Tools, input: EditJoinInput, plan: ChangePlan): Promise<ChangeResult> {
    return await performEdited(tools, toEdited(input), plan);
  },
};

function toEdited(input: EditJoinInput): EditedFile {
  const node = findMeta(input);
  const add = addressOf(input, input.add);
  const remove = addressOf(input, input.remove);
  const members = input.members ?? metasOf(input.cluster).map(metaHandle);
  const change = { self: metaHandle(node), members, ...(add && { add }), ...(remove && { remove }) };
  return editFile(node, (text, name) => editJoinList(text, change, name), { soon: input.soon });
}

function addressOf({ cluster }: EditJoinInput, target: JoinTarget | undefined): string | undefined {
  if (target === undefined) return undefined;
  return typeof target === 'string' ? metaHandle(findMeta({ cluster, node: target })) : target.raft;
}

export interface EditLearnerInput extends NodeInput {
  readonly learner: boolean;
  /** An earlier step of the operation may have to write its file first. @default false */
  readonly soon?: boolean;
}

/** Whether a node joins without a vote: read when it starts, so that a learner that starts again asks for its vote. */
export const setLearner = {
  async plan(tools: Tools, input: EditLearnerInput): Promise<ChangePlan> {
    return await planEdited(tools, toLearner(input));
  },

  async perform(tools: Tools, input: EditLearnerInput, plan: ChangePlan): Promise<ChangeResult> {
    return await performEdited(tools, toLearner(input), plan);
  },
};

function toLearner(input: EditLearnerInput): EditedFile {
  return editFile(findMeta(input), (text, name) => editLearner(text, input.learner, name), { soon: input.soon });
}
