import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import type { Diagnosis } from '../../../model/diagnosis.ts';
import { isMusterError } from '../../../model/error.ts';
import type { LongProgress } from '../../../model/progress.ts';
import { SETTLE_MS } from '../../../model/progress/is-quiet.ts';
import { keepNote } from '../../../model/progress/keep-note.ts';
import { mayTell } from '../../../model/progress/may-tell.ts';
import { parseBackendRows } from '../../../model/starrocks/data/backend-rows.ts';
import { type Draining, type NodeLook, lookAtDrain } from '../../../model/starrocks/drain/look-at-drain.ts';
import { findQuiet, isDiagnosisDue, isNews, keepStall, makeStall } from '../../../model/starrocks/drain/stall-of.ts';
import { AUTO_DROP, type KnobSetting } from '../../../model/starrocks/knobs/knobs.ts';
import { SHOW_BACKENDS } from '../../../model/starrocks/statements.ts';
import type { LongFrom, LongResult } from '../../../model/step.ts';
import { activityNow, lastHeartbeat, notYet, sinceFirstTry } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { ask } from '../ask.ts';
import { diagnoseDrain } from '../diagnose-drain.ts';
import { findLeader } from '../find-leader.ts';
import { guardKnobs } from '../knobs/guard-knobs.ts';

export interface DrainedInput {
  readonly cluster: StarRocksCluster;
  readonly nodes: readonly Draining[];
  /** Kept as they are for as long as it lasts, whoever leads. */
  readonly knobs: readonly KnobSetting[];
  /** Looks on when they are empty: what comes next has to wait. @default false */
  readonly stays?: boolean;
}

const EPOCH_MS = 24 * 3_600_000;
const FIRST_MS = 2_000;
const PROBE_MS = 30_000;
const ANSWER_LIMIT_MS = 10_000;
/** A person has to see to these; everything else passes, however long it takes. */
const BEYOND_US = new Set(['SQL_AUTH', 'SQL_PRIVILEGE', 'SECRET_MISSING', 'BAD_INPUT']);

/** One look: are the backends empty? Guards the switches, and asks why when nothing has moved for the settling time. */
export async function awaitDrained(tools: Tools, input: DrainedInput, from: LongFrom): Promise<LongResult> {
  const known = lastHeartbeat()?.progress ?? from.progress ?? { nodes: {} };
  const now = activityNow();
  const { pace } = input.cluster;
  const delay = chooseDelay(input.nodes, now, pace);
  try {
    const { looks, regained } = await look(tools, input, known, now);
    const lost = looks.find(({ kind }) => kind === 'lost');
    if (lost?.kind === 'lost') return { kind: 'lost', reason: lost.reason, hint: lost.hint };
    const progress = await judge(tools, input, known, looks, regained, now);
    if (input.stays !== true && looks.every(({ kind }) => kind === 'done'))
      return { kind: 'reached', note: looks.map((one) => (one.kind === 'done' ? one.says : '')).join('; ') };

    const note = describe(looks);
    const news = regained.length > 0 || isNews(known.stall, progress.stall);
    const told = progress.told ?? 0;
    if (news && mayTell(told, countHookedDays(input, now)))
      return { kind: 'meanwhile', note, progress: { ...progress, told: told + 1 } };
    if (sinceFirstTry() >= EPOCH_MS * pace) return { kind: 'meanwhile', note, progress };
    throw notYet(note, delay, progress);
  } catch (error) {
    if (isMusterError(error) && !BEYOND_US.has(error.code))
      throw notYet(error.message, delay, { ...known, trouble: error.message });
    throw error;
  }
}

/** The switches first: in the moment between, the database may drop what has just become empty. */
async function look(tools: Tools, input: DrainedInput, known: LongProgress, now: number) {
  const { cluster, nodes, knobs } = input;
  const leader = await findLeader(tools, cluster);
  const regained = await guardKnobs(tools, cluster, leader, knobs);
  const { rows } = await ask(tools, cluster, leader, SHOW_BACKENDS, ANSWER_LIMIT_MS);
  const looks = lookAtDrain({
    nodes,
    rows: parseBackendRows(rows),
    known: known.nodes,
    now,
    settleMs: SETTLE_MS * cluster.pace,
    autoDrop: regained.some(({ knob }) => knob === AUTO_DROP),
  });
  return { looks, regained };
}

async function judge(
  tools: Tools,
  input: DrainedInput,
  known: LongProgress,
  looks: readonly NodeLook[],
  regained: readonly { readonly text: string }[],
  now: number,
): Promise<LongProgress> {
  const quiet = findQuiet(looks);
  const before = lastLookAt(known);
  const settleMs = SETTLE_MS * input.cluster.pace;
  let { stall, notes } = known;
  for (const { text } of regained) notes = keepNote(notes, now, text);
  if (quiet.length === 0 && stall !== undefined) {
    notes = keepNote(notes, now, `moves again, after: ${stall.message}`);
    stall = undefined;
  }
  if (isDiagnosisDue(quiet, { known: stall, before, now, settleMs })) {
    // All that still drain: which hosts remain depends on each of them.
    const draining = looks.flatMap((one) => (one.kind === 'draining' ? [one.node] : []));
    stall = makeStall(quiet, await explain(tools, input, draining), stall);
  } else if (stall !== undefined) {
    stall = keepStall(quiet, stall);
  }
  const records = looks.flatMap((one) => ('record' in one && one.record !== undefined ? [[one.node, one.record]] : []));
  return {
    nodes: { ...known.nodes, ...(Object.fromEntries(records) as LongProgress['nodes']) },
    ...(stall !== undefined && { stall }),
    ...(notes !== undefined && { notes }),
    ...(known.told !== undefined && { told: known.told }),
  };
}

/** A question that cannot be answered is no reason to lose sight of the drain. */
async function explain(tools: Tools, input: DrainedInput, nodes: readonly string[]): Promise<Diagnosis> {
  try {
    const knobs = Object.fromEntries(input.knobs.map(({ knob, ours }) => [knob, ours]));
    return await diagnoseDrain(tools, { cluster: input.cluster, nodes, knobs });
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return {
      cause: 'unknown',
      message: `why nothing moves could not be found out: ${error.message}`,
      lasting: 'temporary',
      next: [error.hint ?? 'muster status'],
    };
  }
}

/** How long it goes on, where a hook is told when it stands still. */
function countHookedDays({ cluster: { notify = [], pace }, nodes }: DrainedInput, now: number): number | undefined {
  if (!notify.some(({ on }) => on.includes('stalled') || on.includes('moving'))) return undefined;
  return (now - Math.min(...nodes.map(({ at }) => at))) / (EPOCH_MS * pace);
}

function lastLookAt({ nodes }: LongProgress): number | undefined {
  const times = Object.values(nodes).flatMap(({ samples }) => samples.at(-1)?.at ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Quicker in the beginning: an empty one, or one that others have nearly drained, ends at once. */
function chooseDelay(nodes: readonly Draining[], now: number, pace: number): number {
  const since = now - Math.min(...nodes.map(({ at }) => at));
  return Math.min(PROBE_MS * pace, Math.max(FIRST_MS * pace, since / 10));
}

function describe(looks: readonly NodeLook[]): string {
  return looks
    .map((one) => {
      if (one.kind !== 'draining') return one.kind === 'done' ? one.says : one.reason;
      const dead = one.dead ? ', and it is dead: copied from other replicas' : '';
      const returned = one.returned ? ', and it lives again: nothing of it is given up' : '';
      return `${one.node}: ${one.left} of ${one.record.total} replicas left${dead}${returned}`;
    })
    .join('; ');
}
