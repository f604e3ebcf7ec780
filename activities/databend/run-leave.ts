import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { type LeaveAnswer, readLeaveAnswer } from '../../model/databend/read-leave-answer.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import type { Tools } from '../tools.ts';
import { describeTool, runTool } from './run-tool.ts';

/** Recorded: 0.05 to 1.6 s. Whoever is gone before the answer leaves a joint configuration behind, so it is a long one. */
const LIMIT_MS = 20_000;
/** However fast the clock of a sandbox runs: the way there is still SSH and a process. */
const LEAST_LIMIT_MS = 6_000;

export interface LeaveCommand {
  readonly id: number;
  /** Raft addresses, the one that is likely to answer first: it is asked with no limit of its own. */
  readonly via: readonly string[];
}

/** Tells the group, at the raft ports of its members, that an id is to go; from the machine of one of them. */
export async function runLeave(
  tools: Tools,
  from: MetaSpec,
  command: LeaveCommand,
  pace: number,
): Promise<LeaveAnswer> {
  try {
    const limitMs = Math.max(LEAST_LIMIT_MS, LIMIT_MS * pace);
    const options = { limitMs, what: 'the leave', anyCode: true };
    const { code, stderr } = await runTool(tools, from, 'databend-meta', composeLeave(command), options);
    return readLeaveAnswer(code, stderr);
  } catch (error) {
    if (isMusterError(error) && error.code === 'COMMAND_TIMEOUT') return { kind: 'timed-out' };
    throw error;
  }
}

/** As a person would type it. */
export function describeLeave(from: MetaSpec, command: LeaveCommand): string {
  return describeTool(from, 'databend-meta', composeLeave(command));
}

/** The flag is repeated: a list after it is refused (recorded on 1.2.888). Without an id a server would start. */
function composeLeave({ id, via }: LeaveCommand): readonly string[] {
  if (!Number.isSafeInteger(id) || id < 0) throw new MusterError('BAD_INPUT', `${id} is no id of a meta node`);
  return ['--leave-id', String(id), ...via.flatMap((address) => ['--leave-via', address])];
}
