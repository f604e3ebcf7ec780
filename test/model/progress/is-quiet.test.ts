import { describe, expect, it } from 'vitest';
import { addSample } from '../../../model/progress/add-sample.ts';
import { isQuiet, SETTLE_MS } from '../../../model/progress/is-quiet.ts';
import { readRecorded, RECORDED } from './read-recorded.ts';

describe('quiet', () => {
  it.each(RECORDED)('is never said of the recorded drain %s', (name) => {
    const looks = readRecorded(name);
    let record = looks[0] && addSample(undefined, looks[0]);
    const quiet = looks.slice(1).map((look) => {
      // Right before the look what is known is oldest.
      const said = record !== undefined && isQuiet(record, look.at, SETTLE_MS);
      record = addSample(record, look);
      return said;
    });
    expect(quiet).not.toContain(true);
    expect(quiet.length).toBeGreaterThan(3);
  });

  it('is said from the settling time on, and no more once something left', () => {
    const still = addSample(addSample(undefined, { at: 0, left: 5 }), { at: 599_999, left: 5 });
    expect(isQuiet(still, 599_999, 600_000)).toBe(false);
    expect(isQuiet(still, 600_000, 600_000)).toBe(true);
    expect(isQuiet(addSample(still, { at: 600_000, left: 4 }), 600_000, 600_000)).toBe(false);
  });

  it('is not said of what is empty', () => {
    expect(isQuiet(addSample(undefined, { at: 0, left: 0 }), 1e9, 600_000)).toBe(false);
  });
});
