import type { ClusterSpec } from '../model/cluster.ts';
import { metasOf } from '../model/databend/cluster-spec.ts';
import { orderDeploy } from '../model/starrocks/plan-deploy.ts';
import { frontendsOf } from '../model/starrocks/cluster-spec.ts';
import type { OnFailure, OperationOptions, OperationVerb } from '../model/operation.ts';
import { type ChosenNode, chooseNodes } from './choose-nodes.ts';
import { type OperationFlags, readOnFailure, readOptions } from './read-operation-flags.ts';
import { readWindowFlags, type WindowFlags } from './read-window-flags.ts';
import { refuseUnfit } from './refuse-unfit.ts';
import { requirePhrase } from './require-phrase.ts';

/** What an operation is asked with, beside its verb and nodes. */
export interface AskFlags extends OperationFlags, WindowFlags {
  /** Of replace: those that take the place of the nodes. */
  readonly with?: readonly string[];
  /** Of transfer-leader. @default a live one that has caught up is chosen */
  readonly to?: string;
}

export interface ResolvedAsk {
  readonly nodes: readonly ChosenNode[];
  readonly options: OperationOptions;
  readonly onFailure: OnFailure;
}

/** Names and flags as the cluster file has them; says no to what cannot be meant. */
export function resolveAsked(
  verb: OperationVerb,
  names: readonly string[],
  flags: AskFlags,
  { cluster, file }: { readonly cluster: ClusterSpec; readonly file: string },
): ResolvedAsk {
  const onFailure = readOnFailure(flags);
  const given = readOptions(flags);
  const asked = verb === 'deploy' ? listDeploy(cluster) : flags.to === undefined ? names : [flags.to];
  const nodes = chooseNodes(cluster, asked, file, {
    outsiders: (verb === 'remove' || verb === 'replace') && given.lost === true,
    roles: verb === 'restart',
  });
  const coming = chooseNodes(cluster, flags.with ?? [], file);
  const windows = readWindowFlags(flags, cluster.windows);
  const options = { ...given, ...windows, ...(coming.length > 0 && { with: coming.map(({ alias }) => alias) }) };
  refuseUnfit(cluster, verb, nodes, coming, options);
  requirePhrase(nodes, options);
  return { nodes, options, onFailure };
}

/** All nodes that a new cluster is made of, in the order in which they join. */
function listDeploy(cluster: ClusterSpec): readonly string[] {
  const nodes = cluster.engine === 'databend' ? metasOf(cluster) : orderDeploy(frontendsOf(cluster));
  return nodes.map(({ alias }) => alias);
}
