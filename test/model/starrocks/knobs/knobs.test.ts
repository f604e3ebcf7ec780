import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKnobNote, writeKnobNote } from '../../../../model/starrocks/knobs/knob-note.ts';
import { AUTO_DROP, CLONE_SLOTS, checkWish, setKnob } from '../../../../model/starrocks/knobs/knobs.ts';

describe('a switch', () => {
  test.each([
    [AUTO_DROP, 'false'],
    [CLONE_SLOTS, '2'],
    [CLONE_SLOTS, '64'],
  ])('%s may be %s', (knob, value) => {
    expect(checkWish({ knob, value })).toEqual({ knob, value });
  });

  test.each([
    [AUTO_DROP, 'FALSE'],
    [AUTO_DROP, ''],
    [CLONE_SLOTS, '1'],
    [CLONE_SLOTS, '65'],
    [CLONE_SLOTS, '8.5'],
    [CLONE_SLOTS, '-8'],
    ['max_routine_load_task_num_per_be', '16'],
    ['toString', '1'],
  ])('%s is refused to be %s', (knob, value) => {
    expect(() => checkWish({ knob, value })).toThrow(/is not a switch|cannot be/);
  });

  test('reaches a statement only as a plain value', () => {
    expect(setKnob(CLONE_SLOTS, '16')).toBe('ADMIN SET FRONTEND CONFIG ("tablet_sched_slot_num_per_path" = "16")');
    fc.assert(
      fc.property(fc.string(), (value) => {
        if (/^[\w.-]{1,64}$/.test(value)) expect(setKnob(AUTO_DROP, value)).toContain(`"${value}"`);
        else expect(() => setKnob(AUTO_DROP, value)).toThrow(/cannot be/);
      }),
    );
  });
});

describe('the note on a host', () => {
  test('is read as it was written', () => {
    const note = {
      cluster: 'prod',
      knobs: { [AUTO_DROP]: { original: 'true', ours: 'false', operation: 'a-run', since: '2026-11-21T10:00:00Z' } },
    };
    expect(parseKnobNote(writeKnobNote(note))).toEqual(note);
  });

  test.each(['', '{', '[]', '{"cluster":1,"knobs":{}}', '{"cluster":"prod","knobs":{"a":{"original":true}}}'])(
    'is none when it says %j',
    (text) => {
      expect(parseKnobNote(text)).toBeUndefined();
    },
  );
});
