import { metaEndpoint, metasOf } from '../../model/databend/cluster-spec.ts';
import { type EndpointChange, editEndpointList } from '../../model/databend/query-toml.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { type EditedFile, performEdited, planEdited } from '../files/put-edited.ts';
import type { Tools } from '../tools.ts';
import { editFile } from './edit-file.ts';
import { findMeta, findQuery, type NodeInput } from './find-node.ts';

/** A meta node by its alias, or one that is in no cluster file any more by the address that Query nodes are told. */
export type EndpointTarget = string | { readonly grpc: string };

export interface EditEndpointsInput extends NodeInput {
  readonly add?: EndpointTarget;
  readonly remove?: EndpointTarget;
  /** Endpoints of the members when the change is done. @default every meta node of the cluster file but the one that leaves */
  readonly members?: readonly string[];
  /** The list may be left without anybody: nobody was in it before. @default false */
  readonly emptied?: boolean;
}

/** The endpoints of one Query node. Taking out is the undo of adding, and the other way round. */
export const editEndpoints = {
  async plan(tools: Tools, input: EditEndpointsInput): Promise<ChangePlan> {
    return await planEdited(tools, toEdited(input));
  },

  async perform(tools: Tools, input: EditEndpointsInput, plan: ChangePlan): Promise<ChangeResult> {
    return await performEdited(tools, toEdited(input), plan);
  },
};

function toEdited(input: EditEndpointsInput): EditedFile {
  return editFile(findQuery(input), (text, name) => editEndpointList(text, endpointChange(input), name));
}

export function endpointChange(input: EditEndpointsInput): EndpointChange {
  const add = endpointOf(input, input.add);
  const remove = endpointOf(input, input.remove);
  const members = input.members ?? metasOf(input.cluster).map(metaEndpoint);
  return { members, ...(add && { add }), ...(remove && { remove }), ...(input.emptied && { emptied: true }) };
}

function endpointOf({ cluster }: EditEndpointsInput, target: EndpointTarget | undefined): string | undefined {
  if (target === undefined) return undefined;
  return typeof target === 'string' ? metaEndpoint(findMeta({ cluster, node: target })) : target.grpc;
}
