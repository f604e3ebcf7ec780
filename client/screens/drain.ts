import { CAUSES } from '../../model/diagnosis.ts';
import type { OperationProgress, StepProgress } from '../../model/operation.ts';
import type { DrainRecord, DrainView, LongProgress } from '../../model/progress.ts';
import {
  countTablets,
  describeEnd,
  formatCount,
  percentLeft,
  standsStill,
} from '../../model/progress/describe-drain.ts';
import { viewProgress } from '../../model/progress/view-progress.ts';
import type { LiveStep, Snapshot } from '../snapshot.ts';
import { formatBytes } from '../../model/describe-action.ts';
import { listFacts } from './facts.ts';
import { indent, padEnd, widthOf, wrap } from './layout.ts';
import { formatAge, formatClock, formatDay } from './time.ts';
import { suggestedCommand, type View } from './view.ts';

type Stall = NonNullable<LongProgress['stall']>;

/** A look each half minute, some of them late: older, and the numbers are no longer those of now. */
const STALE_MS = 3 * 60_000;
/** Recorded: 139 s with the defaults of 3.5.7; a busy scheduler takes longer. */
const FIRST_LEAVES_MS = 4 * 60_000;
const DAY_MS = 24 * 3_600_000;
const BAR = 24;
const NARROW_BAR = 12;

/** How far each node is, why nothing moves, and what happened on the way: for a block that is drawn over, and for `ops show`. */
export function showDrain(progress: LongProgress, view: View): readonly string[] {
  const { nodes, stall, notes = [], trouble } = progress;
  const names = Math.max(...Object.keys(nodes).map((name) => name.length), 0);
  return [
    ...Object.entries(nodes).flatMap(([name, record]) => showNode(name, names, record, stall, view)),
    ...(trouble === undefined ? [] : showTrouble(trouble, view)),
    ...showStall(progress, view),
    ...notes.flatMap((note) => showNote(note, view)),
  ];
}

function showNode(
  name: string,
  names: number,
  record: DrainRecord,
  stall: Stall | undefined,
  view: View,
): readonly string[] {
  const { style, now, width } = view;
  const drain = viewProgress(record, now);
  const done = drain.left === 0;
  const margin = names + 2;
  const still = stall !== undefined && standsStill(name, drain, stall);
  const counts = `${padEnd(style.bold(name), names)}  ${drawBar(drain, view)}  ${describeLeft(drain)}`;
  const bytes = describeBytes(drain);
  const fits = widthOf(`${counts} · ${bytes}`) <= width;
  const head = bytes === '' || !fits ? counts : `${counts} · ${bytes}`;
  const facts = done
    ? []
    : [
        ...(fits || bytes === '' ? [] : [bytes]),
        ...(still ? [] : describeRates(drain)),
        ...listTimes(record, drain, still, view),
      ];
  return [head, ...indent(join(facts, width - margin), margin).map((line) => style.dim(line))];
}

function drawBar({ left, total }: DrainView, { width, style }: View): string {
  const cells = width < 80 ? NARROW_BAR : BAR;
  const gone = total === 0 ? cells : Math.floor(((total - left) / total) * cells);
  return `${style.green('█'.repeat(gone))}${style.dim('░'.repeat(cells - gone))}`;
}

function describeLeft(drain: DrainView): string {
  const { left, total } = drain;
  if (left === 0) return total === 0 ? 'empty' : `empty, all ${countTablets(total)} have left`;
  return `${formatCount(left)} of ${countTablets(total)} left (${percentLeft(drain)} %)`;
}

function describeBytes({ left, bytes, totalBytes }: DrainView): string {
  if (left === 0 || bytes === undefined || totalBytes === undefined || totalBytes === 0) return '';
  return `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;
}

function describeRates({ perHour, bytesPerHour }: DrainView): readonly string[] {
  return [
    ...(perHour === undefined ? [] : [`${formatRate(perHour)} tablets/h`]),
    ...(bytesPerHour === undefined ? [] : [`${formatBytes(Math.round(bytesPerHour))}/h`]),
  ];
}

function formatRate(perHour: number): string {
  return perHour < 9.95 ? perHour.toFixed(1) : formatCount(Math.round(perHour));
}

function listTimes(record: DrainRecord, drain: DrainView, still: boolean, view: View): readonly string[] {
  const seenAt = record.samples.at(-1)?.at ?? record.startedAt;
  const stale = view.now - seenAt > STALE_MS ? [`last looked at ${nameMoment(seenAt, view)}`] : [];
  if (still) {
    return [...stale, 'no ETA while nothing moves', ...tellProgress(drain, view)];
  }
  if (drain.perHour === undefined) {
    const when =
      drain.quietMs > FIRST_LEAVES_MS
        ? `for ${formatAge(drain.quietMs)}`
        : 'the first minutes of a drain are always so';
    return [...stale, `no ETA yet: nothing has left so far; ${when}`];
  }
  const unknown = stale.length > 0 ? 'no ETA: nobody has looked since' : 'no ETA yet: too little has left to tell';
  const end = drain.eta === undefined ? unknown : describeEnd(drain, view);
  return [...stale, end, ...tellProgress(drain, view)];
}

function tellProgress({ progressAt, perHour }: DrainView, view: View): readonly string[] {
  return perHour === undefined ? [] : [`last progress ${nameMoment(progressAt, view)}`];
}

/** `14:05:11 (20 s ago)`; with its date when it was not today. */
function nameMoment(at: number, { now, zone }: View): string {
  const iso = new Date(at).toISOString();
  const name = now - at < DAY_MS / 2 ? formatClock(iso, zone) : formatDay(iso, zone);
  return `${name} (${formatAge(now - at)} ago)`;
}

/** Facts on as few lines as they fit; none is broken unless it is longer than a line. */
function join(facts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    const joined = `${last} · ${fact}`;
    if (last !== undefined && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(...wrap(fact, width));
  }
  return lines;
}

/** It is looked at again and again, for as long as that takes. */
export function showTrouble(trouble: string, { style, width }: View): readonly string[] {
  const [first = '', ...rest] = wrap(`the last look failed, the next one follows: ${trouble}`, width - 2);
  return [`${style.yellow('!')} ${first}`, ...indent(rest, 2)];
}

/** What a pause stops of a drain; nothing where there is none. */
export function showPausedDrain(
  { state, steps }: OperationProgress,
  live: Snapshot['live'],
  { style, width }: View,
): readonly string[] {
  if (state !== 'paused' || !steps.some((step) => drainOf(step, live[step.id]) !== undefined)) return [];
  const says = 'paused: tablets go on leaving and switches are kept as they are; what comes after waits for a resume';
  return wrap(says, width - 2).map((line, index) => `${index === 0 ? style.yellow('‖') : ' '} ${line}`);
}

/** How far a wait of days is: by its last beat, or else by its last epoch. */
export function drainOf(step: StepProgress, live: LiveStep | undefined): LongProgress | undefined {
  return step.state === 'running' ? (live?.progress ?? step.progress) : undefined;
}

/** Why nothing moves: cause, one example, whether it passes, and the next commands. */
export function showStall({ nodes, stall }: LongProgress, view: View): readonly string[] {
  if (stall === undefined) return [];
  const { style, width, now } = view;
  const { cause, message, example, lasting, next, since } = stall;
  const waits = cause === 'settling';
  const mark = waits ? style.dim('·') : style.yellow('!');
  const left = Object.entries(nodes).filter(([, { samples }]) => samples.at(-1)?.left !== 0);
  const still = left
    .filter(([name, record]) => standsStill(name, viewProgress(record, now), stall))
    .map(([name]) => name);
  const where = still.length === 0 || still.length === left.length ? '' : ` from ${still.join(', ')}`;
  const quiet = waits ? '' : `nothing moves${where} since ${nameMoment(Date.parse(since), view)}: `;
  const facts: (readonly [string, string])[] = [
    ['cause', `${message} (${cause})`],
    ...(example === undefined ? [] : ([['example', example]] as const)),
    [
      'lasting',
      lasting === 'temporary' ? 'temporary: it passes by itself' : 'permanent: it stays until something is done',
    ],
  ];
  const [first = '', ...rest] = wrap(`${quiet}${CAUSES[cause]}`, width - 2);
  // Commands are never broken: they are pasted.
  const commands = next.map((line) => suggestedCommand(line, view));
  return [
    `${mark} ${style.bold(first)}`,
    ...indent(
      rest.map((line) => style.bold(line)),
      2,
    ),
    ...indent(listFacts(facts, width - 2, view), 2),
    ...commands.map((line, index) => `  ${index === 0 ? style.dim('next') : '    '}     ${line}`),
  ];
}

export function showNote({ at, text }: { readonly at: string; readonly text: string }, view: View): readonly string[] {
  const { width, style, zone } = view;
  const [first = '', ...rest] = wrap(text, width - 10);
  return [`${formatClock(at, zone)}  ${first}`, ...indent(rest, 10)].map((line) => style.dim(line));
}
