import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseOriginal } from '../../../../model/starrocks/knobs/choose-original.ts';
import { type KnobNote, addEntry, changeEntries } from '../../../../model/starrocks/knobs/knob-note.ts';
import { AUTO_DROP, CLONE_SLOTS } from '../../../../model/starrocks/knobs/knobs.ts';

function noteOf(original: string, ours: string, since = '2026-11-21T10:00:00.000Z'): KnobNote {
  return addEntry(undefined, 'prod', AUTO_DROP, { original, ours, operation: 'one', since });
}

describe('the original of a switch', () => {
  test('is what the leader has, as long as nobody wrote anything down', () => {
    expect(chooseOriginal(AUTO_DROP, 'true', [])).toEqual({ value: 'true' });
    expect(chooseOriginal(AUTO_DROP, 'true', [undefined, undefined])).toEqual({ value: 'true' });
  });

  test('is what the notes say: what the leader has is our own value of an operation whose history is lost', () => {
    const note = noteOf('true', 'false');
    expect(chooseOriginal(AUTO_DROP, 'false', [note, note, note])).toMatchObject({ value: 'true' });
  });

  test('is what the notes say after a change of the leader too, which has the value of its file', () => {
    const note = noteOf('false', 'true');
    expect(chooseOriginal(AUTO_DROP, 'false', [note, note, undefined])).toMatchObject({ value: 'false' });
  });

  test('is what the note says that one host of three has, when the leader has what it says was set', () => {
    const note = noteOf('true', 'false');
    expect(chooseOriginal(AUTO_DROP, 'false', [note, undefined, undefined])).toMatchObject({ value: 'true' });
  });

  test('is not what a note of long ago says, which one host of three still has', () => {
    const note = noteOf('8', '16');
    const stale = { ...note, knobs: { [CLONE_SLOTS]: note.knobs[AUTO_DROP] as never } };
    expect(chooseOriginal(CLONE_SLOTS, '12', [stale, undefined, undefined])).toEqual({ value: '12' });
  });

  test('is that of the first of several: a later one took our value for it', () => {
    const first = noteOf('true', 'false', '2026-11-21T10:00:00.000Z');
    const later = noteOf('false', 'false', '2026-11-22T10:00:00.000Z');
    expect(chooseOriginal(AUTO_DROP, 'false', [later, first])).toMatchObject({ value: 'true' });
  });

  test('stays the same however often it is set anew, on whichever half of the hosts or more it was written', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 5 }),
        fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(),
        (original, values, hosts, missed) => {
          let notes: (KnobNote | undefined)[] = Array.from({ length: hosts }, () => undefined);
          let now = original;
          for (const [index, ours] of values.entries()) {
            const { value, from } = chooseOriginal(CLONE_SLOTS, now, notes);
            const since = from?.since ?? `2026-11-2${index}`;
            // A host that cannot be reached keeps what it has.
            const unreached = hosts > 2 ? missed % hosts : -1;
            notes = notes.map((note, host) =>
              host === unreached
                ? note
                : addEntry(note, 'prod', CLONE_SLOTS, { original: value, ours, operation: 'one', since }),
            );
            now = ours;
          }
          expect(chooseOriginal(CLONE_SLOTS, now, notes).value).toBe(original);
        },
      ),
    );
  });
});

test('a note without its last switch is no note any more', () => {
  const both = addEntry(noteOf('true', 'false'), 'prod', CLONE_SLOTS, {
    original: '8',
    ours: '16',
    operation: 'one',
    since: '',
  });
  const left = changeEntries(both, [AUTO_DROP], () => undefined);
  expect(Object.keys(left?.knobs ?? {})).toEqual([CLONE_SLOTS]);
  expect(left && changeEntries(left, [CLONE_SLOTS], () => undefined)).toBeUndefined();
});
