import { composeMetaToml } from '../../model/databend/compose-meta-toml.ts';
import { type MetaSpec, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import { isMusterError, MusterError } from '../../model/error.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { diffToml } from '../../model/toml/diff-toml.ts';
import { type EditedFile, performEdited, planEdited } from '../files/put-edited.ts';
import { readFile } from '../files/read-file.ts';
import type { Tools } from '../tools.ts';
import { decodeToml } from './decode-toml.ts';
import { findMeta, type NodeInput } from './find-node.ts';

export interface ConfigureInput extends NodeInput {
  /** Raft addresses that it asks to be taken in. Empty: it begins a cluster. @default every other meta node of the cluster file */
  readonly members?: readonly string[];
  /** Whose file is taken. @default of the others the first that has one; the node's own when it begins a cluster */
  readonly from?: string;
  /** Whether it joins without a vote. @default false */
  readonly learner?: boolean;
  /** An earlier step of the operation may have to write the file that is taken. @default false */
  readonly soon?: boolean;
}

/** Where the file as it was before us is kept, so that an undo can put it back. */
export function configBackup({ file }: MetaSpec): string {
  return `${file}.before-muster`;
}

/** The file of a new member, made from that of another one. */
export const configure = {
  async plan(tools: Tools, input: ConfigureInput): Promise<ChangePlan> {
    try {
      return await planEdited(tools, toEdited(tools, input));
    } catch (error) {
      if (input.soon !== true || !isMusterError(error) || error.code !== 'BAD_INPUT') throw error;
      return { actions: [], later: ['it is made from the file of a member when that has been written'] };
    }
  },

  async perform(tools: Tools, input: ConfigureInput, plan: ChangePlan): Promise<ChangeResult> {
    return await performEdited(tools, toEdited(tools, input), plan);
  },
};

function toEdited(tools: Tools, input: ConfigureInput): EditedFile {
  const node = findMeta(input);
  const others = metasOf(input.cluster).filter(({ alias }) => alias !== node.alias);
  const join = input.members ?? others.map(metaHandle);
  return {
    on: node.alias,
    ssh: node.ssh,
    path: node.file,
    backup: { path: configBackup(node), first: true },
    owner: node.user,
    // Packages make it; an archive that is unpacked does not.
    makeDirectory: true,
    edit: async (present) => {
      const own = present === undefined ? composeEmpty(node) : decodeToml(present, node);
      const { base, from }: Base = join.length === 0 ? { base: own } : await readBase(tools, input, others);
      const origin = `${(from ?? node).file} of ${(from ?? node).alias}`;
      const desired = composeMetaToml(
        base,
        {
          node,
          join,
          ...(from !== undefined && { from }),
          ...(input.learner !== undefined && { learner: input.learner }),
        },
        origin,
      );
      return { base, desired, diff: diffToml(base, desired), ...(from !== undefined && { origin }) };
    },
  };
}

/** As the packages place it (as read). */
const SHIPPED_RAFT_DIR = '/var/lib/databend/raft';

/**
 * Where nothing is, not even the product's own default: that would keep its logs where it happens to be started. They lie as in
 * the packages, below the same root as the raft directory.
 */
function composeEmpty({ raftDir }: MetaSpec): string {
  const root = raftDir.endsWith(SHIPPED_RAFT_DIR) ? raftDir.slice(0, -SHIPPED_RAFT_DIR.length) : '';
  return `[log.file]
level = "WARN"
format = "text"
dir = "${root}/var/log/databend"
`;
}

interface Base {
  readonly base: string;
  readonly from?: MetaSpec;
}

async function readBase(
  tools: Tools,
  { from, members = [] }: ConfigureInput,
  others: readonly MetaSpec[],
): Promise<Base> {
  const isMember = (other: MetaSpec) => members.includes(metaHandle(other));
  const asked = others
    .filter(({ alias }) => from === undefined || alias === from)
    // What is no member yet may have no more than the file of the package.
    .sort((a, b) => Number(isMember(b)) - Number(isMember(a)));
  let failure: unknown;
  for (const other of asked) {
    try {
      const { exists, content = Buffer.alloc(0) } = await readFile(tools.ssh, other.ssh, other.file);
      if (exists) return { base: decodeToml(content, other), from: other };
    } catch (error) {
      if (!isMusterError(error) || error.kind === 'unknown') throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  throw new MusterError('BAD_INPUT', `No other meta node has a file to take over: ${asked.map(nameFile).join(', ')}`, {
    hint: 'correct `config` of a meta node in the cluster file',
  });
}

function nameFile({ alias, file }: MetaSpec): string {
  return `${file} on ${alias}`;
}
