import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet, sinceFirstTry } from '../context.ts';
import type { Tools } from '../tools.ts';
import { type MetaLeader, findLeader } from './find-leader.ts';

/** A transfer takes 0.05 to 0.15 s, an election after one that failed up to 2.9 s (recorded on 1.2.888). */
const PROBE_MS = 500;
/** Who leads still, in the same term, has not heard of it. */
const UNHEARD_MS = 10_000;

export interface AwaitLedInput {
  readonly cluster: DatabendCluster;
  /** Name of the one that is to lead. @default anyone that may */
  readonly to?: string;
  /** Names of those that must not. */
  readonly not?: readonly string[];
  /** Who led when it was asked to hand over, and in which term. @default nobody was asked */
  readonly before?: { readonly from: string; readonly term: number };
  /** Another one than the wanted is thrown, not given back. @default false */
  readonly last?: boolean;
}

/** Who leads now, by its own word and that of a majority, and whether it is one that was wanted. */
export type Led = { readonly leader: string; readonly wanted: boolean };

/** One probe: has the leadership arrived somewhere? */
export async function awaitLed(tools: Tools, input: AwaitLedInput): Promise<WaitResult> {
  const { cluster, before, last = false } = input;
  const delay = PROBE_MS * cluster.pace;
  let found: MetaLeader;
  try {
    found = await findLeader(tools, cluster);
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
  const { name: leader, term, namedBy, voters } = found.leader;
  const wanted = isWanted(input, leader);
  if (wanted) {
    const note = `${leader} leads in term ${term}, named by ${namedBy} of ${voters}`;
    return { kind: 'reached', note, value: { leader, wanted } satisfies Led };
  }
  const moved = before === undefined || term > before.term;
  if (!moved && sinceFirstTry() < UNHEARD_MS * cluster.pace) throw notYet(`${leader} still leads`, delay);
  const note = moved
    ? `${leader} won the election, in term ${term}, and not ${input.to ?? 'one that may'}`
    : `${leader} leads still, in term ${term}`;
  if (last) {
    throw new MusterError('META_REFUSED', `${note}: the leadership was asked for three times`, {
      hint: 'muster status   # then retry',
    });
  }
  return { kind: 'reached', note: `${note}: asked for again`, value: { leader, wanted } satisfies Led };
}

function isWanted({ to, not = [] }: AwaitLedInput, leader: string): boolean {
  return to === undefined ? !not.includes(leader) : leader === to;
}
