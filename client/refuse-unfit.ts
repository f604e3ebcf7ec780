import type { ClusterSpec, Engine } from '../model/cluster.ts';
import { MusterError } from '../model/error.ts';
import type { OperationOptions, OperationVerb } from '../model/operation.ts';
import type { ChosenNode } from './choose-nodes.ts';

interface Unfit {
  readonly why: string;
  readonly hint: string;
}

/** Verbs that an engine has not, and what it has instead. */
const MISSING: Partial<Readonly<Record<`${Engine} ${OperationVerb}`, Unfit>>> = {
  'starrocks replace': {
    why: 'replace is for Databend Meta; of StarRocks one node is added, and another one removed',
    hint: 'muster add <new node>\nmuster remove <old node>',
  },
  'starrocks transfer-leader': {
    why: 'transfer-leader is for Databend Meta; StarRocks has no statement for it: its leader hands over when it is restarted',
    hint: 'muster restart <leader>',
  },
};

/** Query nodes come and go by themselves: what there is to do about one is told, whatever was asked. */
const QUERY: Partial<Readonly<Record<OperationVerb, (alias: string) => Unfit>>> = {
  add: (alias) => ({
    why: `${alias} is a Query node, which needs no adding: it is written into the cluster file, and started by hand; muster keeps its list of Meta endpoints and restarts it`,
    hint: `muster restart ${alias}`,
  }),
  remove: (alias) => ({
    why: `${alias} is a Query node, which needs no removing: it is stopped by hand, and taken out of the cluster file`,
    hint: 'muster status',
  }),
  replace: (alias) => ({
    why: `${alias} is a Query node; only meta nodes are replaced`,
    hint: 'muster status',
  }),
  'transfer-leader': (alias) => ({
    why: `${alias} is a Query node; only a meta node can lead`,
    hint: 'muster transfer-leader --to <meta node>',
  }),
};

/** What a verb is not for is said before anything is asked of anybody. */
export function refuseUnfit(
  { engine }: ClusterSpec,
  verb: OperationVerb,
  nodes: readonly ChosenNode[],
  coming: readonly ChosenNode[],
  options: OperationOptions,
): void {
  const missing = MISSING[`${engine} ${verb}`];
  if (missing !== undefined) throw refusal(missing);
  const query = [...nodes, ...coming].find(({ role }) => role === 'query');
  const unfit = query === undefined ? undefined : QUERY[verb]?.(query.alias);
  if (unfit !== undefined) throw refusal(unfit);
  if (verb === 'replace') refusePairs(nodes, coming);
  if (engine === 'databend' && options.limit !== undefined && options.limit !== 1) {
    throw new MusterError('BAD_INPUT', '--limit is for backends and compute nodes: meta nodes come one at a time', {
      hint: 'leave it out',
    });
  }
}

/** Each that goes has the one that comes at the same place of the list. */
function refusePairs(nodes: readonly ChosenNode[], coming: readonly ChosenNode[]): void {
  const hint = 'muster replace meta-2 meta-3 --with meta-6 meta-7   # 6 for 2, 7 for 3';
  if (nodes.length !== coming.length) {
    const counts = `${nodes.length} to be replaced and ${coming.length} to take their place`;
    throw new MusterError('BAD_INPUT', `${counts}, expected as many after --with as before it`, { hint });
  }
  const both = coming.find(({ handle }) => nodes.some((node) => node.handle === handle));
  if (both !== undefined)
    throw new MusterError('BAD_INPUT', `${both.alias} is named before and after --with: nothing would be replaced`, {
      hint,
    });
}

function refusal({ why, hint }: Unfit): MusterError {
  return new MusterError('BAD_INPUT', why, { hint });
}
