import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { chooseDropPoint } from '../../model/starrocks/choose-drop-point.ts';
import { type FrontendRow, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import {
  type RemovalReading,
  type RemovalVerdict,
  judgeLost,
  judgeRemoval,
} from '../../model/starrocks/judge-removal.ts';
import { type Leaving, leavingHandle } from '../../model/starrocks/leaving.ts';
import { nameLeader } from '../../model/starrocks/name-leader.ts';
import type { RemovalStep } from '../../model/starrocks/removal-steps.ts';
import { SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { CheckResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { type SqlPoint, ask } from './ask.ts';
import { checkPrivileges, refuseUnread } from './check-privileges.ts';
import { findLeader, queryPortOf, readViews } from './find-leader.ts';
import { findLeaving } from './find-leaving.ts';
import { findSilenced } from './find-silenced.ts';

/** Long enough for a frontend that serves; the leader of a pair whose other half is dead has about 40 s. */
const ANSWER_LIMIT_MS = 2_000;

export interface RemovalInput {
  readonly cluster: StarRocksCluster;
  /** Aliases, or handles of frontends that the cluster file does not know. */
  readonly nodes: readonly string[];
  readonly lost: boolean;
}

/** Where the DROP of a pair's dead half goes, with nothing asked there before. */
export type SilencedLeader = { readonly host: string; readonly queryPort: number };

/** The dead half, and where it is dropped. */
export type DeadHalf = { readonly node: string; readonly at: SilencedLeader };

/** The order of the removal, as names. */
export type RemovalWay = {
  /** Before the leadership is brought to one that stays; all of them where it need not be. */
  readonly first: readonly string[];
  /** Whether it is brought. */
  readonly brings: boolean;
  /** Whether it has to be: with the others gone too few voters would be left for the leader to stand down. */
  readonly mustBring: boolean;
  readonly rest: readonly string[];
  /** Who leads, when it is one of them. */
  readonly leader: string | null;
  readonly pair: DeadHalf | null;
};

/** Gates about the cluster: privileges, and what every single step leaves of the quorum. Gives the order of the steps. */
export async function surveyRemoval(tools: Tools, input: RemovalInput): Promise<CheckResult> {
  const { cluster, lost } = input;
  const leaving = input.nodes.map((node) => findLeaving({ cluster, node }));
  let reading: Reading;
  try {
    const pair = lost ? await findPair(tools, cluster, leaving) : undefined;
    if (pair !== undefined) return await saveFromPair(tools, cluster, leaving, pair);
    const leader = await findLeader(tools, cluster);
    reading = { host: leader.host, rows: leader.rows, answering: leader.answering, point: leader };
  } catch (error) {
    return { findings: [refuseUnread(cluster, error)] };
  }
  const views = await Promise.all(
    leaving.map(async (one) => ({ ...one, answers: await answers(tools, cluster, one, reading.rows) })),
  );
  const verdict = judgeRemoval(reading, { leaving: views, lost });
  return {
    findings: [await checkPrivileges(tools, cluster, reading.point), ...verdict.findings],
    value: toWay(leaving, verdict, reading),
  };
}

interface Reading extends RemovalReading {
  readonly point: SqlPoint;
}

/** Nothing that needs the quorum is asked: the dead half of a pair would let it hang, and the time to save the cluster runs. */
async function findPair(
  tools: Tools,
  cluster: StarRocksCluster,
  leaving: readonly Leaving[],
): Promise<DeadHalf | undefined> {
  const votes = leaving.filter(({ node }) => node?.observer !== true);
  const [half] = votes;
  if (half === undefined || votes.length > 1) return undefined;
  const hosts = leaving.map(({ host }) => host);
  const views = await readViews(tools, cluster, { without: hosts });
  const found = chooseDropPoint(views, [half.host]);
  if (found !== undefined) {
    const { leader } = found;
    return { node: half.name, at: { host: leader.host, queryPort: queryPortOf(cluster, leader) } };
  }
  if (nameLeader(views).kind === 'named') return undefined;
  const silenced = await findSilenced(tools, cluster, views, hosts);
  if (silenced === undefined) return undefined;
  return { node: half.name, at: { host: silenced.host, queryPort: silenced.ports.query } };
}

async function saveFromPair(
  tools: Tools,
  cluster: StarRocksCluster,
  leaving: readonly Leaving[],
  pair: DeadHalf,
): Promise<CheckResult> {
  const views = await Promise.all(
    leaving.map(async (one) => ({ ...one, answers: await answers(tools, cluster, one, []) })),
  );
  const others = leaving.map(({ name }) => name).filter((name) => name !== pair.node);
  const { host } = pair.at;
  const way: RemovalWay = {
    first: [pair.node, ...others],
    brings: false,
    mustBring: false,
    rest: [],
    leader: null,
    pair,
  };
  return {
    findings: [
      await checkPrivileges(tools, cluster, pair.at),
      {
        gate: 'quorum',
        severity: 'warning',
        subject: host,
        message: `${host} leads a pair whose other half is ${pair.node}: it is dropped at once, before its leader ends`,
      },
      ...views.map(judgeLost),
    ],
    value: way,
  };
}

/** Whatever it says: also a refused login comes from something that lives. */
async function answers(
  tools: Tools,
  cluster: StarRocksCluster,
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

function toWay(leaving: readonly Leaving[], verdict: RemovalVerdict, { rows }: Reading): RemovalWay {
  const { steps } = verdict;
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
    mustBring: bring !== -1 && !verdict.canStandDownLast,
    rest: bring === -1 ? [] : [...drops(steps.slice(bring)), ...unregistered],
    leader: leads?.name ?? null,
    pair: null,
  };
}
