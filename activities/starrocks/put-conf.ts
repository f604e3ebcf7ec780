import type { StarRocksNode } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { diffFeConf, mergeFeConf } from '../../model/starrocks/fe-conf.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { fingerprint, matchesFingerprint } from '../files/fingerprint.ts';
import { putFile } from '../files/put-file.ts';
import { readFile } from '../files/read-file.ts';
import { readFromArchive } from '../packages/read-from-archive.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';

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

interface Edit {
  readonly path: string;
  readonly exists: boolean;
  readonly present: string;
  readonly desired: string;
  readonly mode: number;
  readonly diff: readonly string[];
}

/** Ours merged into what is there. File bodies never leave the worker: the plan carries the masked diff and a fingerprint. */
export async function planConf(tools: Tools, node: StarRocksNode, conf: Conf): Promise<ChangePlan> {
  const edit = await makeEdit(tools, node, conf);
  const action = toAction(node, edit);
  return { actions: [action], expects: { present: await fingerprint(edit.present) } };
}

export async function performConf(
  tools: Tools,
  node: StarRocksNode,
  conf: Conf,
  plan: ChangePlan,
): Promise<ChangeResult> {
  const edit = await makeEdit(tools, node, conf);
  const action = plan.actions[0] ?? toAction(node, edit);
  if (edit.present === edit.desired) return evidence(action, `${conf.file} already says so`);
  const expected = (plan.expects as { present: string } | undefined)?.present ?? '';
  const same = action.kind === 'file' && action.diff.join('\n') === edit.diff.join('\n');
  if (!same || !(await matchesFingerprint(edit.present, expected))) {
    throw new MusterError('FILE_CHANGED', `${edit.path} on ${node.alias} is no longer what the plan was made from`, {
      hint: 'muster ops retry',
    });
  }
  if (edit.exists)
    await putFile(tools.ssh, node.ssh, {
      path: backupPath(node, conf.file),
      source: { content: Buffer.from(edit.present) },
      mode: edit.mode,
    });
  await putFile(tools.ssh, node.ssh, {
    path: edit.path,
    source: { content: Buffer.from(edit.desired) },
    mode: edit.mode,
  });
  return evidence(action, 'written');
}

async function makeEdit(tools: Tools, node: StarRocksNode, conf: Conf): Promise<Edit> {
  const path = `${node.home}/conf/${conf.file}`;
  const file = await readFile(tools.ssh, node.ssh, path, { maxBytes: 1_000_000 });
  const present = file.exists ? (file.content ?? Buffer.alloc(0)).toString('utf8') : await readShipped(node, conf);
  const desired = mergeFeConf(present, await resolveSettings(tools, node, conf));
  // Ours may hold secrets: a new file is not for everyone.
  return { path, exists: file.exists, present, desired, mode: file.mode ?? 0o640, diff: diffFeConf(present, desired) };
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

function toAction(node: StarRocksNode, { path, diff }: Edit): Action {
  if (diff.length === 0) return { kind: 'nothing', on: node.alias, because: `${path} already says so` };
  return { kind: 'file', on: node.alias, path, diff };
}
