import { diffFeConf, mergeFeConf } from '../../model/starrocks/fe-conf.ts';
import type { StarRocksNode } from '../../model/starrocks/cluster-spec.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { type EditedFile, performEdited, planEdited } from '../files/put-edited.ts';
import { readFromArchive } from '../packages/read-from-archive.ts';
import type { Tools } from '../tools.ts';

/** A conf file of a role, and what the cluster file decides in it. */
export interface Conf {
  /** Below `conf/` of the home. */
  readonly file: 'fe.conf' | 'be.conf' | 'cn.conf';
  /** Where the package has it, below its top folder. */
  readonly folder: 'fe' | 'be';
  /** Without those of `config` of the node, which are added. */
  readonly settings: readonly (readonly [string, string])[];
}

/** Where the file as it was before us is kept, so that an undo can put it back. */
export function backupPath({ home }: StarRocksNode, file: Conf['file']): string {
  return `${home}/conf/${file}.before-muster`;
}

/** Ours merged into what is there. */
export async function planConf(tools: Tools, node: StarRocksNode, conf: Conf): Promise<ChangePlan> {
  return await planEdited(tools, toEdited(tools, node, conf));
}

export async function performConf(
  tools: Tools,
  node: StarRocksNode,
  conf: Conf,
  plan: ChangePlan,
): Promise<ChangeResult> {
  return await performEdited(tools, toEdited(tools, node, conf), plan);
}

function toEdited(tools: Tools, node: StarRocksNode, conf: Conf): EditedFile {
  return {
    on: node.alias,
    ssh: node.ssh,
    path: `${node.home}/conf/${conf.file}`,
    backup: { path: backupPath(node, conf.file) },
    edit: async (present) => {
      const base = present?.toString('utf8') ?? (await readShipped(node, conf));
      const desired = mergeFeConf(base, await resolveSettings(tools, node, conf));
      return { base, desired, diff: diffFeConf(base, desired) };
    },
  };
}

/** In a plan the package is not placed yet; what it ships is what will be there. */
async function readShipped(node: StarRocksNode, { folder, file }: Conf): Promise<string> {
  return node.package === undefined ? '' : await readFromArchive(node.package, `*/${folder}/conf/${file}`);
}

async function resolveSettings(tools: Tools, node: StarRocksNode, conf: Conf): Promise<ReadonlyMap<string, string>> {
  const settings = new Map<string, string>(conf.settings);
  for (const [key, value] of Object.entries(node.config)) {
    settings.set(key, typeof value === 'string' ? value : await tools.resolveSecret(value));
  }
  return settings;
}
