import type { FrontendSpec } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { diffFeConf, mergeFeConf } from '../../model/starrocks/fe-conf.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { fingerprint, matchesFingerprint } from '../files/fingerprint.ts';
import { putFile } from '../files/put-file.ts';
import { readFile } from '../files/read-file.ts';
import { readFromArchive } from '../packages/read-from-archive.ts';
import type { Tools } from '../tools.ts';
import { evidence } from './evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';

/** Where the file as it was before us is kept, so that an undo can put it back. */
export function backupPath(node: FrontendSpec): string {
  return `${node.home}/conf/fe.conf.before-muster`;
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
export const configure = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findNode(input);
    const edit = await makeEdit(tools, node);
    const action = toAction(node, edit);
    return { actions: [action], expects: { present: await fingerprint(edit.present) } };
  },

  async perform(tools: Tools, input: NodeInput, plan: ChangePlan): Promise<ChangeResult> {
    const node = findNode(input);
    const edit = await makeEdit(tools, node);
    const action = plan.actions[0] ?? toAction(node, edit);
    if (edit.present === edit.desired) return evidence(action, 'fe.conf already says so');
    const expected = (plan.expects as { present: string } | undefined)?.present ?? '';
    const same = action.kind === 'file' && action.diff.join('\n') === edit.diff.join('\n');
    if (!same || !(await matchesFingerprint(edit.present, expected))) {
      throw new MusterError('FILE_CHANGED', `${edit.path} on ${node.alias} is no longer what the plan was made from`, {
        hint: 'muster ops retry',
      });
    }
    if (edit.exists)
      await putFile(tools.ssh, node.ssh, {
        path: backupPath(node),
        source: { content: Buffer.from(edit.present) },
        mode: edit.mode,
      });
    await putFile(tools.ssh, node.ssh, {
      path: edit.path,
      source: { content: Buffer.from(edit.desired) },
      mode: edit.mode,
    });
    return evidence(action, 'written');
  },
};

async function makeEdit(tools: Tools, node: FrontendSpec): Promise<Edit> {
  const path = `${node.home}/conf/fe.conf`;
  const file = await readFile(tools.ssh, node.ssh, path, { maxBytes: 1_000_000 });
  const present = file.exists ? (file.content ?? Buffer.alloc(0)).toString('utf8') : await readShipped(node);
  const desired = mergeFeConf(present, await resolveSettings(tools, node));
  // Ours may hold secrets: a new file is not for everyone.
  return { path, exists: file.exists, present, desired, mode: file.mode ?? 0o640, diff: diffFeConf(present, desired) };
}

/** In a plan the package is not placed yet; what it ships is what will be there. */
async function readShipped(node: FrontendSpec): Promise<string> {
  return node.package === undefined ? '' : await readFromArchive(node.package, '*/fe/conf/fe.conf');
}

async function resolveSettings(tools: Tools, node: FrontendSpec): Promise<ReadonlyMap<string, string>> {
  const { ports } = node;
  const settings = new Map<string, string>([
    ['http_port', String(ports.http)],
    ['rpc_port', String(ports.rpc)],
    ['query_port', String(ports.query)],
    ['edit_log_port', String(ports.editLog)],
    ['meta_dir', node.meta],
  ]);
  for (const [key, value] of Object.entries(node.config)) {
    settings.set(key, typeof value === 'string' ? value : await tools.resolveSecret(value));
  }
  return settings;
}

function toAction(node: FrontendSpec, { path, diff }: Edit): Action {
  if (diff.length === 0) return { kind: 'nothing', on: node.alias, because: `${path} already says so` };
  return { kind: 'file', on: node.alias, path, diff };
}
