import type { NodeSpec } from '../../model/cluster.ts';
import { isMusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import type { Finding } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import type { Tools } from '../tools.ts';
import { checkBecome } from './check-become.ts';

/** Tries before an unreachable host counts as refused. */
const TRIES = 3;

export interface Reached<Seen> {
  /** Gates `ssh` and `become`. */
  readonly findings: readonly Finding[];
  /** What was looked at; absent when one of them refuses. */
  readonly seen?: Seen;
}

/**
 * Whether the host is reached, and as the right user, before anything else about it; then a look at it. What passes is thrown,
 * to be tried again. `instead` is offered where the host stays out of reach.
 */
export async function reachHost<Seen>(
  tools: Tools,
  node: NodeSpec,
  look: () => Promise<Seen>,
  instead: readonly string[] = [],
): Promise<Reached<Seen>> {
  try {
    const become = await checkBecome(tools, node);
    const findings = [sayReached(node), ...(become === undefined ? [] : [become])];
    return become?.severity === 'refusal' ? { findings } : { findings, seen: await look() };
  } catch (error) {
    if (!isMusterError(error) || (error.kind !== 'refused' && activityAttempt() < TRIES)) throw error;
    const next = [...(error.hint === undefined ? [] : [error.hint]), ...instead];
    return {
      findings: [
        {
          gate: 'ssh',
          severity: 'refusal',
          subject: node.alias,
          message: error.message,
          ...(next.length > 0 && { next }),
        },
      ],
    };
  }
}

export function sayReached({ alias, ssh }: NodeSpec): Finding {
  const message = `${describeLogin(ssh)} answers with the known host key`;
  return { gate: 'ssh', severity: 'ok', subject: alias, message };
}
