import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdersOf, isSameHolder, joinHolders, keepHolders } from '../../../../model/starrocks/knobs/knob-holders.ts';
import {
  type KnobEntry,
  type KnobHolder,
  parseKnobNote,
  writeKnobNote,
} from '../../../../model/starrocks/knobs/knob-note.ts';
import { AUTO_DROP } from '../../../../model/starrocks/knobs/knobs.ts';

const holder = (number: number): KnobHolder => ({ operation: `run-${number}`, workflow: `op/prod/${number}` });
const SINCE = '2026-11-21T10:00:00.000Z';

/** As it comes back from a host. */
function carried(entry: KnobEntry): KnobEntry {
  const note = parseKnobNote(writeKnobNote({ cluster: 'prod', knobs: { [AUTO_DROP]: entry } }));
  const [read] = Object.values(note?.knobs ?? {});
  if (read === undefined) throw new Error('it is not read again');
  return read;
}

test('whoever ends, in whatever order, what is to be put back stands there until the last one ends', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 30 }), (turns) => {
      let entry: KnobEntry | undefined;
      const open = new Set<number>();
      for (const number of turns) {
        const self = holder(number);
        if (open.delete(number) && entry !== undefined) {
          const left = holdersOf(entry).filter((one) => !isSameHolder(one, self));
          entry = keepHolders(carried(entry), left);
        } else {
          open.add(number);
          entry = joinHolders(entry ?? { original: 'true', ours: 'false', ...self, since: SINCE }, self);
        }
        expect(entry === undefined).toBe(open.size === 0);
        const held = entry === undefined ? [] : holdersOf(carried(entry)).map(({ operation }) => operation);
        expect(held.toSorted()).toEqual([...open].map((one) => holder(one).operation).toSorted());
        if (entry !== undefined) expect(entry).toMatchObject({ original: 'true', ours: 'false', since: SINCE });
      }
    }),
  );
});

test('an operation that was reset is the same one under another run; of two without a workflow only the run tells', () => {
  expect(isSameHolder({ operation: 'a', workflow: 'op/prod/1' }, { operation: 'b', workflow: 'op/prod/1' })).toBe(true);
  expect(isSameHolder({ operation: 'a' }, { operation: 'b' })).toBe(false);
  expect(isSameHolder({ operation: 'a' }, { operation: 'a', workflow: 'op/prod/1' })).toBe(true);
});

test('a note of before there were several is read, and whoever comes later joins it', () => {
  const before = { original: 'true', ours: 'false', operation: 'the drain', since: SINCE };
  expect(carried(before)).toEqual(before);
  expect(carried(joinHolders(before, holder(1)))).toEqual({ ...before, beside: [holder(1)] });
  expect(keepHolders(joinHolders(before, holder(1)), [{ operation: 'the drain' }])).toEqual(before);
});
