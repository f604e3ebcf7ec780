import { type FrontendSpec, frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import { type FrontendRow, parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { judgeServing } from '../../model/starrocks/judge-serving.ts';
import { SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { WaitResult } from '../../model/step.ts';
import { activityAttempt, notYet } from '../context.ts';
import { greets, probePort } from '../net/probe-port.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { type Leader, findLeader } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { findProcess } from './find-process.ts';

const PROBE_MS = 2_000;
/** Looks at the process at every so many-th failing probe. */
const LOOK_EVERY = 5;
/** More than a minute and a half at 3 s of silence and 2 s between: the port of one that is alive greets within 5 s (recorded). */
const GREETING_TRIES = 20;

/** Alive is not readiness: its own MySQL port has to greet, answer, and tell of the same cluster (recorded on 3.5.7). */
export async function awaitServing(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const node = findNode(input);
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const leader = await findLeader(tools, input.cluster);
    const verdict = judgeServing(frontendHandle(node), leader.rows, await askItself(tools, input, leader));
    if (!verdict.serving) throw notYet(verdict.why, delay);
    const own = leader.rows.find((row) => rowHandle(row) === frontendHandle(node));
    return { kind: 'reached', note: `${verdict.why}${own?.version === undefined ? '' : `, version ${own.version}`}` };
  } catch (error) {
    if (!isMusterError(error) || error.kind === 'refused') throw error;
    if (activityAttempt() % LOOK_EVERY === 0 && (await hasEnded(tools, node)))
      return {
        kind: 'lost',
        reason: `The process of ${node.alias} ended before it served: ${error.message}`,
        hint: `${sshCommand(node.ssh)} tail -n 50 ${node.home}/log/fe.log   # start it again, then: muster ops retry`,
      };
    throw notYet(error.message, delay);
  }
}

/** Nobody waits half an hour for a process that is not there; a host that cannot be asked is no answer. */
async function hasEnded(tools: Tools, node: FrontendSpec): Promise<boolean> {
  try {
    return (await findProcess(tools, node)) === undefined && (await findProcess(tools, node)) === undefined;
  } catch (error) {
    if (isMusterError(error)) return false;
    throw error;
  }
}

async function askItself(tools: Tools, input: NodeInput, leader: Leader): Promise<readonly FrontendRow[]> {
  const { host, ports } = findNode(input);
  const point = { host, queryPort: ports.query };
  try {
    const { rows } = await ask(tools, input.cluster, point, SHOW_LOCAL_FRONTENDS, 3_000);
    return parseFrontendRows(rows);
  } catch (error) {
    if (isMusterError(error) && error.code === 'SQL_UNREACHABLE') await refuseMute(input, leader);
    throw error;
  }
}

/**
 * An observer that is registered again with the meta directory of before it was dropped is called alive and never greets, also
 * after a restart (recorded on 3.5.7): to wait half an hour for it is of no use.
 */
async function refuseMute(input: NodeInput, leader: Leader): Promise<void> {
  const node = findNode(input);
  const { query } = node.ports;
  const row = leader.rows.find((candidate) => rowHandle(candidate) === frontendHandle(node));
  if (activityAttempt() < GREETING_TRIES || row?.alive !== true) return;
  if ((await probePort(node.host, query)) !== 'open' || (await greets(node.host, query))) return;
  throw new MusterError(
    'SQL_UNREACHABLE',
    `${node.alias} is called alive, and its port ${query} accepts and never greets: so does one that goes on with the meta directory of before it was dropped`,
    { hint: 'muster ops undo   # drops it and moves its meta directory aside; then add it again' },
  );
}
