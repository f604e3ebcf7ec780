import { type FrontendSpec, frontendHandle, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { rowHandle } from '../../model/starrocks/frontend-rows.ts';
import type { WaitResult } from '../../model/step.ts';
import { activitySignal, notYet } from '../context.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { DESCRIBE_FRONTEND } from './find-process.ts';
import { META_STATE } from './meta-state.ts';
import { type Before, identify } from './look-before.ts';
import { readMembers } from './read-members.ts';

const PROBE_MS = 2_000;

export interface RestartedInput extends NodeInput {
  readonly before: Before | undefined;
  /** Whether others that ended meanwhile are named, to be started too. @default they are waited for */
  readonly revive?: boolean;
}

/** Aliases of frontends that ended while the cluster had no majority. */
export type Ended = { readonly ended: readonly string[] };

/**
 * One probe: does it run anew, and serve? The proof of the restart is another process and another StartTime; Alive may never
 * have flipped.
 */
export async function awaitRestarted(tools: Tools, input: RestartedInput): Promise<WaitResult> {
  const node = findNode(input);
  const delay = PROBE_MS * input.cluster.pace;
  const process = await readProcess(tools, input, delay);
  if (process === undefined) return { kind: 'lost', reason: `The process of ${node.alias} ended after its start` };
  if (process === input.before?.process) throw notYet(`${process} still runs: it has not been restarted`, delay);
  try {
    return await judge(tools, input, delay);
  } catch (error) {
    if (!isMusterError(error) || error.kind === 'refused') throw error;
    const ended = input.revive === true && error.code === 'NO_LEADER' ? await findEnded(tools, input) : [];
    if (ended.length === 0) throw notYet(error.message, delay);
    return {
      kind: 'reached',
      note: `without a majority ${ended.join(', ')} ended`,
      value: { ended } satisfies Ended,
    };
  }
}

async function judge(tools: Tools, input: RestartedInput, delay: number): Promise<WaitResult> {
  const handle = frontendHandle(findNode(input));
  const { leader, members } = await readMembers(tools, input.cluster);
  const own = members.find((member) => member.handle === handle);
  const { startTime } = leader.rows.find((row) => rowHandle(row) === handle) ?? {};
  if (own === undefined) throw notYet(`${handle} is not registered`, delay);
  if (!own.serves) throw notYet(own.why, delay);
  if (startTime === undefined || startTime === input.before?.startTime) {
    throw notYet(`the leader still shows the start of ${startTime ?? 'an unknown time'}`, delay);
  }
  return {
    kind: 'reached',
    note: `started ${startTime}, ${own.why}`,
    value: { ended: [] } satisfies Ended,
  };
}

/** Gone is lost only when it is so twice: the pid file comes a moment after the process. */
async function readProcess(tools: Tools, input: RestartedInput, delay: number): Promise<string | undefined> {
  try {
    return (await identify(tools, input)) ?? (await identify(tools, input));
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

/** A leader that lost its majority ends about 40 s after its first failed write (recorded on 3.5.7). */
async function findEnded(tools: Tools, { cluster, node, before }: RestartedInput): Promise<readonly string[]> {
  const served = new Set(before?.others ?? []);
  const others = frontendsOf(cluster).filter(
    (other) => other.alias !== node && (before?.blind === true || served.has(frontendHandle(other))),
  );
  const looked = await Promise.allSettled(
    others.map(async (other) => ((await isEnded(tools, other)) ? [other.alias] : [])),
  );
  return looked.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function isEnded(tools: Tools, node: FrontendSpec): Promise<boolean> {
  const { stdout } = await runScript(tools.ssh, node.ssh, LOOK, {
    args: [node.home, node.meta],
    limitMs: 15_000,
    what: 'looking for the frontend process',
    signal: activitySignal(),
  });
  return stdout.trim() === 'whole';
}

/** Prints nothing but `whole` for a member that could be started and does not run. */
const LOOK = `${DESCRIBE_FRONTEND}${META_STATE}
[ -n "$(describe_frontend "$1")" ] || meta_state "$1" "$2"
`;
