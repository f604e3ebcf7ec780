import { type QuerySpec, databendHandle } from '../../model/databend/cluster-spec.ts';
import { type QuerySettings, readQueryToml } from '../../model/databend/query-toml.ts';
import type { QueryNodeStatus } from '../../model/databend/status.ts';
import { viewEndpoints } from '../../model/databend/view-endpoints.ts';
import { isMusterError } from '../../model/error.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import type { Tools } from '../tools.ts';
import type { Membership } from './find-leader.ts';

/** One Query node: whether it serves, and which of the members that its file lists live. */
export async function readQuery(tools: Tools, node: QuerySpec, membership: Membership): Promise<QueryNodeStatus> {
  const settings = await readSettings(tools, node);
  return {
    alias: node.alias,
    handle: databendHandle(node),
    ...(typeof settings === 'string'
      ? { fileTrouble: settings }
      : { endpoints: viewEndpoints(settings.endpoints, membership), autoSync: settings.autoSyncInterval }),
  };
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
