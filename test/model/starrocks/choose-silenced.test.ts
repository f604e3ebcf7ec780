import { describe, expect, test } from 'vitest';
import { type SilenceReading, chooseSilenced, nameDeadHalf } from '../../../model/starrocks/choose-silenced.ts';

const read = (number: number, change: Partial<SilenceReading> = {}): SilenceReading => ({
  alias: `fe-${number}`,
  answers: false,
  lists: false,
  metaEmpty: false,
  ...change,
});
const silent = read(1, { answers: true });

describe('the leader of a pair whose other half is dead', () => {
  test('is the only one that answers and does not list its frontends', () => {
    expect(chooseSilenced([silent])).toBe('fe-1');
    expect(chooseSilenced([silent, read(3, { metaEmpty: true })])).toBe('fe-1');
  });

  test.each([
    ['nobody answers', [read(1)]],
    ['it lists them: a follower that lost its leader does', [read(1, { answers: true, lists: true })]],
    ['another one answers too', [silent, read(2, { answers: true })]],
    ['a third one may vote, and be dead or out of reach', [silent, read(3)]],
  ])('is not known when %s', (_, others) => {
    expect(chooseSilenced(others)).toBeUndefined();
  });
});

describe('the dead half', () => {
  test('is the one follower that does not answer and has something in meta', () => {
    expect(nameDeadHalf([silent, read(2), read(3, { metaEmpty: true })])).toEqual({ leader: 'fe-1', dead: 'fe-2' });
  });

  test.each([
    ['of three two are missing', [silent, read(2), read(3)]],
    ['nobody is missing', [silent, read(2, { metaEmpty: true })]],
    ['nobody answers', [read(1), read(2, { metaEmpty: true })]],
  ])('is not named when %s', (_, followers) => {
    expect(nameDeadHalf(followers)).toBeUndefined();
  });
});
