import type { ClusterSpec } from '../../model/cluster.ts';
import { isMusterError } from '../../model/error.ts';
import { chooseDropPoint } from '../../model/starrocks/choose-drop-point.ts';
import { type FrontendRow, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { type RemovalReading, judgeRemoval } from '../../model/starrocks/judge-removal.ts';
import { type Leaving, leavingHandle } from '../../model/starrocks/leaving.ts';
import type { RemovalStep } from '../../model/starrocks/removal-steps.ts';
import { SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { CheckResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { type SqlPoint, ask } from './ask.ts';
import { checkPrivileges, refuseUnread } from './check-privileges.ts';
import { findLeader, queryPortOf, readViews } from './find-leader.ts';
import { findLeaving } from './find-leaving.ts';

/** Long enough for a frontend that serves; the leader of a pair whose other half is dead has about 40 s. */
const ANSWER_LIMIT_MS = 2_000;

export interface RemovalInput {
  readonly cluster: ClusterSpec;
  /** Aliases, or handles of frontends that the cluster file does not know. */
  readonly nodes: readonly string[];
  readonly lost: boolean;
}

/** Where the DROP of a pair's dead half goes, with nothing asked there before. */
export type SilencedLeader = { readonly host: string; readonly queryPort: number };

/** The order of the removal, as names. */
export type RemovalWay = {
  /** Before the leadership is brought to one that stays; all of them where it need not be. */
  readonly first: readonly string[];
  /** Whether it is brought. */
  readonly brings: boolean;
  readonly rest: readonly string[];
  /** Who leads, when it is one of them. */
  readonly leader: string | null;
  readonly at: SilencedLeader | null;
};

/** Gates about the cluster: privileges, and what every single step leaves of the quorum. Gives the order of the steps. */
export async function surveyRemoval(tools: Tools, input: RemovalInput): Promise<CheckResult> {
  const { cluster, lost } = input;
  const leaving = input.nodes.map((node) => findLeaving({ cluster, node }));
  let reading: Reading;
  try {
    reading = await read(tools, cluster, leaving, lost);
  } catch (error) {
    return { findings: [refuseUnread(cluster, error)] };
  }
  const views = await Promise.all(
    leaving.map(async (one) => ({ ...one, answers: await answers(tools, cluster, one, reading.rows) })),
  );
  const { findings, steps } = judgeRemoval(reading, { leaving: views, lost });
  return {
    findings: [await checkPrivileges(tools, cluster, reading.point), ...findings],
    value: toWay(leaving, steps, reading),
  };
}

interface Reading extends RemovalReading {
  readonly point: SqlPoint;
  readonly at: SilencedLeader | null;
}

/** Nothing that needs the quorum is asked where the dead half of a pair would let it hang. */
async function read(tools: Tools, cluster: ClusterSpec, leaving: readonly Leaving[], lost: boolean): Promise<Reading> {
  if (lost) {
    const hosts = leaving.map(({ host }) => host);
    const views = await readViews(tools, cluster, { without: hosts });
    const found = chooseDropPoint(views, hosts);
    if (found !== undefined) {
      const at = { host: found.leader.host, queryPort: queryPortOf(cluster, found.leader) };
      return { host: at.host, rows: found.rows, answering: views.map(({ from }) => from), point: at, at };
    }
  }
  const leader = await findLeader(tools, cluster);
  return { host: leader.host, rows: leader.rows, answering: leader.answering, point: leader, at: null };
}

/** Whatever it says: also a refused login comes from something that lives. */
async function answers(
  tools: Tools,
  cluster: ClusterSpec,
  { host, node, ...one }: Leaving,
  rows: readonly FrontendRow[],
): Promise<boolean> {
  const row = rows.find((candidate) => rowHandle(candidate) === leavingHandle({ host, ...one }));
  const queryPort = node?.ports.query ?? row?.queryPort ?? 0;
  if (queryPort === 0) return false;
  try {
    await ask(tools, cluster, { host, queryPort }, SHOW_LOCAL_FRONTENDS, ANSWER_LIMIT_MS);
    return true;
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return !['SQL_UNREACHABLE', 'SQL_TIMEOUT', 'SQL_LOST'].includes(error.code);
  }
}

function toWay(leaving: readonly Leaving[], steps: readonly RemovalStep[], { rows, at }: Reading): RemovalWay {
  const nameOf = (handle: string) => leaving.find((one) => leavingHandle(one) === handle)?.name ?? handle;
  const bring = steps.findIndex((step) => step.kind === 'stand-down' && step.returns);
  const drops = (some: readonly RemovalStep[]) =>
    some.filter(({ kind }) => kind === 'drop').map(({ handle }) => nameOf(handle));
  const ordered = drops(steps);
  const unregistered = leaving.map(({ name }) => name).filter((name) => !ordered.includes(name));
  const leader = rows.find(({ role }) => role === 'LEADER');
  const leads = leaving.find((one) => leader !== undefined && leavingHandle(one) === rowHandle(leader));
  return {
    first: bring === -1 ? [...ordered, ...unregistered] : drops(steps.slice(0, bring)),
    brings: bring !== -1,
    rest: bring === -1 ? [] : [...drops(steps.slice(bring)), ...unregistered],
    leader: leads?.name ?? null,
    at,
  };
}
