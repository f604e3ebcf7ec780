import { type StarRocksCluster, frontendsOf } from '../../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../../model/error.ts';
import { type UndrainedLine, parseUndrainedLines } from '../../../model/starrocks/data/undrained-line.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';

/** At most the last 4 MB of the log: the line comes every 10 s, and a busy leader writes much in between. */
const READ_LOG = `home=$1
dir=$(sed -n 's/^[[:space:]]*sys_log_dir[[:space:]]*=[[:space:]]*//p' "$home/conf/fe.conf" 2>/dev/null | tail -n 1)
case $dir in ''|*'$'*) dir=$home/log ;; esac
tail -c 4194304 "$dir/fe.log" | grep -F 'replicas to decommission(show up to 20)' | tail -n 40 || :
`;

/**
 * What the leader writes of tablets that are still to leave: nowhere else are they listed. Absent when its host is not in
 * the cluster file or out of reach: a diagnosis does without.
 */
export async function readUndrained(
  tools: Tools,
  cluster: StarRocksCluster,
  leaderHost: string,
): Promise<readonly UndrainedLine[] | undefined> {
  const node = frontendsOf(cluster).find(({ host }) => host === leaderHost);
  if (node === undefined) return undefined;
  try {
    const { stdout } = await runScript(tools.ssh, node.ssh, READ_LOG, {
      args: [node.home],
      limitMs: 20_000,
      what: 'the look into the log of the leader',
    });
    return parseUndrainedLines(stdout);
  } catch (error) {
    if (isMusterError(error)) return undefined;
    throw error;
  }
}
