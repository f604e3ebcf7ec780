import { type StarRocksCluster, backendHandle, backendsOf } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { isHost, isPort } from '../../model/patterns.ts';
import { backendRowHandle } from '../../model/starrocks/data/backend-rows.ts';
import {
  type BackendsReading,
  type DrainReading,
  type DrainTarget,
  targetHandle,
} from '../../model/starrocks/drain/drain-reading.ts';
import {
  type DrainQuestion,
  type DrainVerdict,
  judgeDrain,
  judgeSharedDrain,
} from '../../model/starrocks/drain/judge-drain.ts';
import { findBackendRow } from '../../model/starrocks/drain/judge-leaving-backends.ts';
import { isAutoDropOff } from '../../model/starrocks/drain/judge-scheduler.ts';
import { tabletsOn } from '../../model/starrocks/drain/tablet-health.ts';
import { chooseOriginal } from '../../model/starrocks/knobs/choose-original.ts';
import { AUTO_DROP } from '../../model/starrocks/knobs/knobs.ts';
import type { CheckResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { askingLeader } from './data/ask-leader.ts';
import { readBackends } from './data/read-backends.ts';
import { readDrain } from './data/read-drain.ts';
import { readNotes } from './knobs/note-files.ts';
import { surveyAtLeader } from './survey-at-leader.ts';

export interface DrainInput {
  readonly cluster: StarRocksCluster;
  /** Aliases, or handles `host:heartbeat port` of backends that the cluster file does not know. */
  readonly nodes: readonly string[];
  /** They are called dead, out of reach or gone. */
  readonly lost: boolean;
  /** They are dropped with what is on them. */
  readonly noDrain: boolean;
  /** The phrases that were typed. */
  readonly confirm?: readonly string[];
}

/** What the procedure decides by. */
export type DrainSurvey = {
  readonly nodes: readonly DrainNode[];
  /** There is nothing to drain: stop gracefully, then DROP. */
  readonly sharedData: boolean;
};

export type DrainNode = {
  readonly node: string;
  readonly handle: string;
  /** Another one under the same address is another backend; null: not registered. */
  readonly backendId: string | null;
  readonly alive: boolean;
  readonly draining: boolean;
  /** Replicas that are on it. */
  readonly left: number;
  readonly bytes: number;
  /** Of them, tablets with no other readable replica. Counted only with `lost` or `noDrain`. */
  readonly onlyHere: number;
};

/** Gates about what a drain takes away and where it goes: the set as a whole, with nothing changed. */
export async function surveyDrain(tools: Tools, input: DrainInput): Promise<CheckResult> {
  const { cluster, lost, noDrain, confirm = [] } = input;
  const targets = input.nodes.map((name) => findTarget(cluster, name));
  return await surveyAtLeader(tools, cluster, async (leader, privileges) => {
    const members = await readBackends(tools, cluster, leader);
    const question = { targets, lost, noDrain, confirm, ...nameBackends(cluster, members) };
    const deep = lost || noDrain;
    const depth = { deep, ...(deep && { recount: () => readBackends(tools, cluster, leader) }) };
    const verdict = members.sharedData
      ? judgeSharedDrain(members, question)
      : await judge(tools, cluster, await readDrain(askingLeader(tools, cluster, leader), members, depth), question);
    return { findings: [privileges, ...verdict.findings], value: toSurvey(members, targets, verdict) };
  });
}

/** A switch that an operation before this one has set, and whose history may be lost, is not somebody else's. */
async function judge(
  tools: Tools,
  cluster: StarRocksCluster,
  reading: DrainReading,
  question: DrainQuestion,
): Promise<DrainVerdict> {
  if (!isAutoDropOff(reading.knobs)) return judgeDrain(reading, question);
  const notes = await readNotes(tools, cluster);
  const read = notes.filter(({ unread }) => unread === undefined).map(({ note }) => note);
  const { value, from } = chooseOriginal(AUTO_DROP, 'false', read);
  return judgeDrain(reading, { ...question, ...(from !== undefined && { autoDropBefore: value }) });
}

export function findTarget(cluster: StarRocksCluster, name: string): DrainTarget {
  const node = cluster.nodes.find(({ alias }) => alias === name);
  if (node !== undefined) {
    if (node.role !== 'be') throw new MusterError('BAD_INPUT', `${name} is no backend`);
    return { name, host: node.host, heartbeatPort: node.ports.heartbeat };
  }
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(name) ?? [];
  if (isHost(host) && isPort(Number(port))) return { name, host, heartbeatPort: Number(port) };
  throw new MusterError('BAD_INPUT', `${cluster.name} has no backend ${name}`, { hint: 'muster status' });
}

/** The names under which a person knows backends, and one that could be added, on a host that has none yet: another one there takes no replica more. */
export function nameBackends(
  cluster: StarRocksCluster,
  { backends }: Pick<BackendsReading, 'backends'>,
): { readonly spare?: string; readonly nameOf: (handle: string) => string } {
  const registered = new Set(backends.map(backendRowHandle));
  const nodes = backendsOf(cluster);
  const hosts = new Set(backends.map(({ host }) => host));
  const spare = nodes.find(
    (node) => node.role === 'be' && !registered.has(backendHandle(node)) && !hosts.has(node.host),
  );
  return {
    ...(spare !== undefined && { spare: spare.alias }),
    nameOf: (handle) => nodes.find((node) => backendHandle(node) === handle)?.alias ?? handle,
  };
}

function toSurvey(members: BackendsReading, targets: readonly DrainTarget[], { loss }: DrainVerdict): DrainSurvey {
  return {
    sharedData: members.sharedData,
    nodes: targets.map((target) => {
      const row = findBackendRow(members, target);
      return {
        node: target.name,
        handle: targetHandle(target),
        backendId: row?.id ?? null,
        alive: row?.alive ?? false,
        draining: row?.draining ?? false,
        left: members.sharedData ? 0 : (row?.tablets ?? 0),
        bytes: members.sharedData ? 0 : (row?.usedBytes ?? 0),
        onlyHere: row === undefined ? 0 : tabletsOn(loss.tablets, new Set([row.id])).length,
      };
    }),
  };
}
