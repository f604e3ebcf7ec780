import { posix } from 'node:path';
import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { type LeaveAnswer, readLeaveAnswer } from '../../model/databend/read-leave-answer.ts';
import { MusterError } from '../../model/error.ts';
import { activitySignal } from '../context.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/** Recorded: 0.05 to 1.6 s. Whoever is gone before the answer leaves a joint configuration behind, so it is a long one. */
const LIMIT_MS = 20_000;
/** Of a sandbox whose clock runs faster: the way there is still SSH and a process. */
const LEAST_LIMIT_MS = 6_000;

export interface LeaveCommand {
  readonly id: number;
  /** Raft addresses, the one that is likely to answer first: it is asked with no limit of its own. */
  readonly via: readonly string[];
  readonly pace: number;
}

/**
 * It writes `.databend/logs` where it stands, and has no limit (recorded on 1.2.888). Without `--leave-id` it would start a
 * server, and `METASRV_…` in the environment are its flags.
 */
const LEAVE = `set -u
program=$1 seconds=$2 id=$3; shift 3
[[ $id =~ ^[0-9]+$ && $# -gt 0 ]] || { echo "error: no id, or nobody to ask" >&2; exit 2; }
dir=$(mktemp -d) || { echo "error: no temporary directory" >&2; exit 2; }
trap 'rm -rf -- "$dir"' EXIT
cd -- "$dir" || exit 2
unset RUST_BACKTRACE RUST_LIB_BACKTRACE \${!METASRV_*}
via=()
for address in "$@"; do via+=(--leave-via "$address"); done
timeout -k 2 "$seconds" "$program" --leave-id "$id" "\${via[@]}" </dev/null
`;

/** Tells the group at the raft ports of its members that an id is to go, from the host of one of them. */
export async function runLeave(tools: Tools, from: MetaSpec, { id, via, pace }: LeaveCommand): Promise<LeaveAnswer> {
  if (!Number.isSafeInteger(id) || id < 0) throw new MusterError('BAD_INPUT', `${id} is no id of a meta node`);
  const seconds = limitMs(pace) / 1_000;
  const { code, stderr } = await runScript(tools.ssh, from.ssh, LEAVE, {
    args: [programOf(from), String(seconds), String(id), ...via],
    limitMs: limitMs(pace) + 10_000,
    allowedCodes: Array.from({ length: 256 }, (_, one) => one),
    signal: activitySignal(),
    what: 'the leave',
  });
  return readLeaveAnswer(code, stderr);
}

/** As a person would type it. */
export function showLeave(from: MetaSpec, { id, via }: Pick<LeaveCommand, 'id' | 'via'>): string {
  return [programOf(from), '--leave-id', String(id), ...via.flatMap((address) => ['--leave-via', address])].join(' ');
}

export function limitMs(pace: number): number {
  return Math.max(LEAST_LIMIT_MS, LIMIT_MS * pace);
}

function programOf({ home }: MetaSpec): string {
  return posix.join(home, 'bin/databend-meta');
}
