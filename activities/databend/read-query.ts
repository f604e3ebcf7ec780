import { type QuerySpec, databendHandle } from '../../model/databend/cluster-spec.ts';
import { type QuerySettings, readQueryToml } from '../../model/databend/query-toml.ts';
import type { QueryNodeStatus } from '../../model/databend/status.ts';
import { viewEndpoints } from '../../model/databend/view-endpoints.ts';
import { isMusterError } from '../../model/error.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import type { Tools } from '../tools.ts';
import { askQuery } from './query-node.ts';
import type { Membership } from './find-leader.ts';

/** One Query node: whether it serves, and which of the members that its file lists live. */
export async function readQuery(tools: Tools, node: QuerySpec, membership: Membership): Promise<QueryNodeStatus> {
  const [settings, trouble] = await Promise.all([readSettings(tools, node), tryQuery(tools, node)]);
  return {
    alias: node.alias,
    handle: databendHandle(node),
    serves: trouble === undefined ? 'yes' : 'no',
    ...(trouble !== undefined && { trouble }),
    ...(typeof settings === 'string'
      ? { fileTrouble: settings }
      : { endpoints: viewEndpoints(settings.endpoints, membership), autoSync: settings.autoSyncInterval }),
  };
}

/** A part of what an operation gives it: who looks does not wait long. */
const PATIENCE = 0.3;

/** Why it does not answer, in a sentence. */
async function tryQuery(tools: Tools, node: QuerySpec): Promise<string | undefined> {
  try {
    await askQuery(tools, node, PATIENCE);
    return undefined;
  } catch (error) {
    activitySignal().throwIfAborted();
    if (!isMusterError(error)) throw error;
    return error.message;
  }
}

/** Why it cannot be read, in a sentence. */
async function readSettings({ ssh }: Tools, { ssh: target, file }: QuerySpec): Promise<QuerySettings | string> {
  try {
    const { content } = await readFile(ssh, target, file, { limitMs: 10_000, signal: activitySignal() });
    if (content === undefined) return `${file} is not there`;
    return readQueryToml(content.toString('utf8'), file);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return error.message;
  }
}
