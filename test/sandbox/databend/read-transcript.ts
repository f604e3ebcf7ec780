import { readFileSync } from 'node:fs';
import type { Seen } from './model/simulated-cluster.ts';

/** One recorded look at a node; `seen` undefined: it did not answer. */
export interface RecordedLook {
  readonly id: number;
  readonly seen: Seen | undefined;
}

/** What was recorded between a heading that begins so and the next one; without a heading all of it. */
export function readTranscript(name: string, heading?: string): string {
  const text = readFileSync(new URL(`transcripts/${name}.txt`, import.meta.url), 'utf8');
  if (heading === undefined) return text;
  const begin = text.indexOf(`### ${heading}`);
  if (begin === -1) throw new Error(`${name} has no heading ${heading}`);
  const end = text.indexOf('\n### ', begin + 4);
  return text.slice(begin, end === -1 ? undefined : end);
}

/** The text between two others, without them; the first place after `from` where `to` comes. */
export function cutOut(text: string, from: string, to: string): string {
  const begin = text.indexOf(from);
  if (begin === -1) throw new Error(`nowhere in it: ${from}`);
  const start = begin + from.length;
  const end = text.indexOf(to, start);
  if (end === -1) throw new Error(`nowhere after it: ${to}`);
  return text.slice(start, end);
}

/** Output of a command: the recording indents it by two. */
export function outputOf(text: string, command: string, stream: 'stdout' | 'stderr' = 'stdout'): string[] {
  const after = cutOut(`${text}\n$ `, `$ ${command}\n`, '\n$ ');
  const at = after.indexOf(`${stream}:\n`);
  if (at === -1) return [];
  const lines = after.slice(at + stream.length + 2).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('  '));
  return (end === -1 ? lines : lines.slice(0, end)).map((line) => line.slice(2));
}

const LOOK =
  /^n(\d+): (?:unreachable|state=(\w+) term=(\d+) leader=(\w+) last=(\d+) applied=(\d+) voters=\[(.*?)\] nonvoters=\[(.*?)\] repl=\{(.*)\})$/;

export function readLooks(text: string): RecordedLook[] {
  return text.split('\n').flatMap((line): RecordedLook[] => {
    const match = LOOK.exec(line);
    if (match === null) return [];
    const [, id, state, term, leader, last, applied, voters = '', learners = '', replication = ''] = match;
    if (state === undefined) return [{ id: Number(id), seen: undefined }];
    const seen: Seen = {
      state,
      term: Number(term),
      leader: leader === 'None' ? undefined : Number(leader),
      last: Number(last),
      applied: Number(applied),
      voters: readIds(voters),
      learners: readIds(learners),
      replication: readReplication(replication),
    };
    return [{ id: Number(id), seen }];
  });
}

function readIds(text: string): number[] {
  return [...text.matchAll(/'(\d+)'/g)].map(([, id]) => Number(id));
}

function readReplication(text: string): Record<string, number | null> {
  return Object.fromEntries(
    [...text.matchAll(/'(\d+)': (\w+)/g)].map(([, id, at]) => [id, at === 'None' ? null : Number(at)]),
  );
}

/** How the recorded run's numbers differ from those of a shorter one: what came before, and who won an election. */
export interface Shift {
  /** @default 0 */
  readonly index?: number;
  /** @default 0 */
  readonly term?: number;
  /** Recorded id to ours; others as they are. */
  readonly ids?: Readonly<Record<number, number>>;
}

export function shiftLook({ id, seen }: RecordedLook, { index = 0, term = 0, ids = {} }: Shift): RecordedLook {
  const own = (recorded: number): number => ids[recorded] ?? recorded;
  const sorted = (all: readonly number[]): number[] => all.map(own).sort((one, other) => one - other);
  if (seen === undefined) return { id: own(id), seen };
  const replication = Object.entries(seen.replication).map(([to, at]) => [
    own(Number(to)),
    at === null ? null : at + index,
  ]);
  return {
    id: own(id),
    seen: {
      state: seen.state,
      term: seen.term + term,
      leader: seen.leader === undefined ? undefined : own(seen.leader),
      last: seen.last + index,
      applied: seen.applied + index,
      voters: sorted(seen.voters),
      learners: sorted(seen.learners),
      replication: Object.fromEntries(replication),
    },
  };
}
