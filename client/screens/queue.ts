import type { AdmissionView, Entry, Obstacle, Suspension } from '../../model/foreman.ts';
import { indent, table, widthOf, wrap } from './layout.ts';
import { showStuck } from './stuck.ts';
import type { Standing } from '../wait-news.ts';
import { formatDay } from './time.ts';
import type { View } from './view.ts';
import { showWarning } from './warning.ts';

/** What runs on a cluster, what waits for what, and whether anything may begin. */
export function showAdmission(
  { cluster, running, queue, suspension, ended, stuck }: AdmissionView,
  view: View,
): readonly string[] {
  const { style, width } = view;
  const [first] = queue;
  return [
    `${style.bold(cluster)}   ${running.length === 0 ? 'nothing runs' : `${running.length} ${running.length === 1 ? 'runs' : 'run'}`}, ${queue.length === 0 ? 'nothing waits' : `${queue.length} ${queue.length === 1 ? 'waits' : 'wait'}`}`,
    ...(suspension === undefined ? [] : showSuspension(suspension, view)),
    ...(ended === true ? showEnded(view) : []),
    ...(stuck === undefined
      ? []
      : showStuck('the foreman of the cluster stands still, and nothing begins', stuck, view)),
    ...(running.length === 0
      ? []
      : [
          '',
          style.dim('running'),
          ...indent(
            showRows(
              running.map((entry) => row(entry, view)),
              width - 2,
            ),
            2,
          ),
        ]),
    ...(queue.length === 0 ? [] : ['', style.dim('waiting, in this order')]),
    ...queue.flatMap(({ behind, ...entry }) => [
      ...indent(showRows([row(entry, view)], width - 2), 2),
      ...indent(
        behind.flatMap((obstacle) => wrap(`behind ${describeObstacle(obstacle)}`, width - 4)),
        4,
      ),
    ]),
    ...showNext(
      [
        ...(ended === true || stuck !== undefined
          ? [{ command: `muster queue wake ${cluster}`, does: 'starts another foreman, which takes all of this up' }]
          : []),
        ...(suspension === undefined
          ? []
          : [{ command: `muster unsuspend ${cluster} --reason '…'`, does: 'lets it begin earlier' }]),
        ...(first === undefined ? [] : [{ command: `muster queue leave ${first.id}`, does: 'takes it out' }]),
      ],
      view,
    ),
  ];
}

function showEnded(view: View): readonly string[] {
  const text = 'the foreman of the cluster was ended from outside: what runs goes on, and nothing that waits begins';
  return showWarning(text, view);
}

function showNext(
  nexts: readonly { readonly command: string; readonly does: string }[],
  { style, width }: View,
): readonly string[] {
  if (nexts.length === 0) return [];
  const full = table(nexts.map(({ command, does }) => [`${command} `, style.dim(does)]));
  // Long ones stand alone: broken by the window, nobody could tell a command from its meaning.
  const rows = isWide(full, width - 6) ? nexts.map(({ command }) => command) : full;
  return ['', ...rows.map((row, place) => `${place === 0 ? style.dim('next:') : '     '} ${row}`)];
}

export function showNoAdmission(cluster: string, { style }: View): readonly string[] {
  return [`${style.bold(cluster)}   nothing runs, nothing waits`];
}

/** Below the list of what has begun. */
export function showWaiting(
  waiting: readonly { readonly cluster: string; readonly entry: Entry }[],
  { style, width }: View,
): readonly string[] {
  if (waiting.length === 0) return [];
  return [
    '',
    ...waiting.flatMap(({ cluster, entry }) =>
      wrap(`${entry.id}  ${entry.what} on ${cluster}, by ${entry.by}: waits in the queue`, width),
    ),
    `${style.dim('next:')} muster queue ${waiting[0]?.cluster}`,
  ];
}

/** Right after a submit that was put into the queue. */
export function showQueued(
  { id, cluster }: { readonly id: string; readonly cluster: string },
  { place, behind }: { readonly place: number; readonly behind: readonly Obstacle[] },
  suspension: Suspension | undefined,
  view: View,
): readonly string[] {
  const { style, width } = view;
  return [
    ...wrap(
      `operation ${id} waits in the queue, place ${place}; it begins by itself, and without this terminal`,
      width,
    ),
    ...(suspension === undefined ? [] : showSuspension(suspension, view)),
    ...indent(
      behind.flatMap((obstacle) => wrap(`behind ${describeObstacle(obstacle)}`, width - 2)),
      2,
    ),
    `${style.dim('next:')} muster queue ${cluster}`,
    `      muster queue leave ${id}`,
  ];
}

/** To a person who waits: why it cannot begin now, or that it can again. */
export function showStanding(
  news: Standing,
  { address, cluster }: { readonly address: string; readonly cluster: string },
  view: View,
): readonly string[] {
  const said = {
    'no worker': `no worker polls ${address}: it stays in the queue, and nothing begins before one is back`,
    'no Temporal': `Temporal at ${address} does not answer: it stays in the queue; asking again …`,
    stuck: `the foreman of ${cluster} stands still: it stays in the queue, and nothing begins; muster queue ${cluster} says why`,
  };
  if (news === 'served') return [`${view.style.green('✓')} nothing keeps it any more: it begins in its turn`];
  return showWarning(said[news], view);
}

/** Until when, by whom and why nothing begins. */
export function showSuspension({ by, reason, until, running }: Suspension, view: View): readonly string[] {
  const what = running === 'pause' ? 'what runs is paused until then' : 'what runs goes on';
  const text = `suspended until ${formatDay(until, view.zone)} by ${by}: ${reason}; nothing begins, ${what}`;
  return showWarning(text, view);
}

/** Columns where there is room for them. */
function showRows(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const lines = table(rows);
  return isWide(lines, width) ? rows.flatMap((cells) => wrap(cells.join('  '), width)) : lines;
}

function isWide(lines: readonly string[], width: number): boolean {
  return lines.some((line) => widthOf(line) > width);
}

function row({ id, what, by, since }: Entry, { zone }: View): readonly string[] {
  return [id, what, `since ${formatDay(since, zone)}`, by];
}

function describeObstacle({ id, what, by, why }: Obstacle): string {
  return `operation ${id} (${what}, by ${by}): ${why}`;
}
