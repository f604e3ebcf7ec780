/** What a hook can be told of, with the moment at which it is. A plan is told of nowhere. */
export const NOTICE_EVENTS = {
  started: 'the first step begins',
  'needs-attention': 'a step failed, and the operation holds for a person',
  stalled: 'a drain stands still, or for another cause than was told',
  moving: 'a drain that was told of as standing still moves again',
  waiting: 'a step that disrupts waits for a window',
  done: 'it ended, and all is done',
  undone: 'it ended, and what it had done was taken back',
  abandoned: 'it ended, and everything was left as it was',
  refused: 'it ended before its first change: a check refused, or could not be made',
  failed: 'it ended otherwise',
} as const satisfies Readonly<Record<string, string>>;

export type NoticeEvent = keyof typeof NOTICE_EVENTS;

export const END_EVENTS = [
  'done',
  'undone',
  'abandoned',
  'refused',
  'failed',
] as const satisfies readonly NoticeEvent[];

/** In a cluster file: any of the events, and one word for all the ways to end. */
export const NOTICE_WORDS = [...(Object.keys(NOTICE_EVENTS) as NoticeEvent[]), 'ended'] as const;
export type NoticeWord = NoticeEvent | 'ended';

/** What a person has to know who is asleep. */
export const DEFAULT_WORDS: readonly NoticeWord[] = ['needs-attention', 'stalled', 'ended'];

/** Each once, in the order of the table. */
export function expandWords(words: readonly NoticeWord[]): readonly NoticeEvent[] {
  const named = new Set(words.flatMap((word): readonly NoticeEvent[] => (word === 'ended' ? END_EVENTS : [word])));
  return (Object.keys(NOTICE_EVENTS) as NoticeEvent[]).filter((event) => named.has(event));
}
