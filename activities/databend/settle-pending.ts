import { findMissingMajority } from '../../model/databend/view-leaving.ts';
import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import { type MetaLeader, findLeader } from './find-leader.ts';
import type { NodeInput } from './find-node.ts';

const PROBE_MS = 2_000;

export interface PendingInput extends NodeInput {
  /** What was begun. */
  readonly change: 'leave' | 'join';
  /** Of the node. @default it is in no set */
  readonly id?: number;
}

/**
 * One probe: can the change that is pending come to its end? It is a joint configuration that no status shows: it needs a
 * majority of the old voters and of the new ones, and the next membership command of anyone completes it (recorded on 1.2.888).
 */
export async function awaitMajority(tools: Tools, input: PendingInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  const wait = (why: string) => notYet(`${describe(input)}: ${why}. ${WARNING}`, delay);
  let why: string | undefined;
  let found: MetaLeader | undefined;
  try {
    found = await findLeader(tools, input.cluster);
    why = findMissingMajority(found.view, input.id ?? -1) ?? (await whyStuck(tools, input, found));
  } catch (error) {
    if (!isMusterError(error) || error.kind === 'refused') throw error;
    why = error.message;
  }
  if (why !== undefined || found === undefined) throw wait(why ?? '');
  const { leader } = found;
  return { kind: 'reached', note: `${leader.name} leads with ${leader.namedBy} of ${leader.voters} voters behind it` };
}

const WARNING =
  'Until it is over one loss less is borne, and no membership command may be given by hand: it would complete this one';

function describe({ change, node }: PendingInput): string {
  return `the ${change} of ${node} was begun and is pending as a joint configuration that no status shows, until a majority lives`;
}

/** A leader without its majority looks like any other, but for what it has not committed, and does not a moment later. */
async function whyStuck(tools: Tools, { cluster }: PendingInput, first: MetaLeader): Promise<string | undefined> {
  const { leader, status } = first;
  if (status.lastLogIndex === status.applied.index) return undefined;
  const { status: later } = await findLeader(tools, cluster);
  if (later.id === status.id && later.applied.index > status.applied.index) return undefined;
  return `${leader.name} leads and has committed ${status.applied.index} of ${status.lastLogIndex} entries`;
}
