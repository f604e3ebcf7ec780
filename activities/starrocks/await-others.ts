import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import type { NodeInput } from './find-node.ts';
import type { Before } from './look-before.ts';
import { readMembers } from './read-members.ts';

const PROBE_MS = 2_000;

export interface OthersInput extends NodeInput {
  readonly before: Before | undefined;
}

/** Those that served before the restart; a new leader takes a while to be known to all of them. */
export async function awaitOthers(tools: Tools, { cluster, before }: OthersInput): Promise<WaitResult> {
  const delay = PROBE_MS * cluster.pace;
  const expected = new Set(before?.others ?? []);
  try {
    const { members } = await readMembers(tools, cluster);
    const missing = members.find((member) => expected.has(member.handle) && !member.serves);
    if (missing !== undefined) throw notYet(`${missing.handle} does not serve: ${missing.why}`, delay);
    return { kind: 'reached', note: expected.size === 0 ? 'there are no others' : `${expected.size} serve` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}
