import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import { type StopSignal, chooseSignal } from '../../model/starrocks/choose-signal.ts';
import { rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { judgeSpare } from '../../model/starrocks/judge-restart.ts';
import type { CheckResult, Finding } from '../../model/step.ts';
import { activityAttempt, activitySignal } from '../context.ts';
import { describePid } from '../process/find-process.ts';
import { findSupervisor } from '../process/find-supervisor.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { findProcess } from './find-process.ts';
import { readMembers } from './read-members.ts';

const TRIES = 3;

export interface BeforeInput extends NodeInput {
  readonly outage?: string;
}

/**
 * The node as it was before its restart. In history, so that whoever goes on knows which process is the old one: a newer one
 * is not stopped again, whoever started it.
 */
export type Before = {
  /** What only the process had; absent when none ran. */
  readonly process?: string;
  /** As the leader said it; absent when it did not know. */
  readonly startTime?: string;
  readonly leads: boolean;
  readonly signal: StopSignal;
  /** What starts it again by itself when it ends. */
  readonly supervisor?: string;
  /** True when no leader could be asked. */
  readonly blind?: true;
  /** Handles of the others that served. */
  readonly others: readonly string[];
};

/** Whether the others can spare it now, and what it is now. */
export async function lookBefore(tools: Tools, input: BeforeInput): Promise<CheckResult> {
  const process = await identify(tools, input);
  const supervisor = process === undefined ? undefined : await findOwn(tools, input, process);
  const { findings, ...seen } = await askCluster(tools, input);
  const value: Before = {
    ...seen,
    ...(process !== undefined && { process }),
    ...(supervisor !== undefined && { supervisor }),
  };
  return { findings, value };
}

/** What tells this process from every other one that has or had its pid. */
export async function identify(tools: Tools, input: NodeInput): Promise<string | undefined> {
  const node = findNode(input);
  const running = await findProcess(tools, node);
  if (running === undefined) return undefined;
  const view = await describePid(tools.ssh, node.ssh, running.pid);
  return view === undefined ? undefined : `${view.pid}@${view.started}`;
}

async function findOwn(tools: Tools, input: NodeInput, process: string): Promise<string | undefined> {
  return await findSupervisor(tools.ssh, findNode(input).ssh, Number(process.split('@')[0]), activitySignal());
}

async function askCluster(
  tools: Tools,
  input: BeforeInput,
): Promise<Omit<Before, 'process' | 'supervisor'> & { readonly findings: readonly Finding[] }> {
  const handle = frontendHandle(findNode(input));
  try {
    const { leader, members } = await readMembers(tools, input.cluster);
    const row = leader.rows.find((candidate) => rowHandle(candidate) === handle);
    const followers = leader.rows.filter(({ role }) => role !== 'OBSERVER');
    const findings = judgeSpare(members, handle, input.outage);
    const waits = findings.find(({ gate, severity }) => gate === 'serving' && severity === 'refusal');
    // A new leader takes a moment to be known to all.
    if (waits !== undefined && activityAttempt() < TRIES) {
      throw new MusterError('CHECK_REFUSED', waits.message, { kind: 'transient', hint: 'muster status' });
    }
    return {
      findings,
      ...(row?.startTime !== undefined && { startTime: row.startTime }),
      leads: row?.role === 'LEADER',
      signal: chooseSignal({
        version: row?.version ?? '',
        followers: followers.length,
        alive: followers.filter(({ alive }) => alive).length,
      }),
      others: members.filter((member) => member.serves && member.handle !== handle).map((member) => member.handle),
    };
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'NO_LEADER' || activityAttempt() < TRIES) throw error;
    const severity = input.outage === undefined ? 'refusal' : 'warning';
    const { message } = error;
    const finding: Finding = { gate: 'quorum', severity, subject: input.node, message, next: ['muster status'] };
    return { findings: [finding], leads: false, signal: 'TERM', blind: true, others: [] };
  }
}
