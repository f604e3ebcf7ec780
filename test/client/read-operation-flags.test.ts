import { expect, test } from 'vitest';
import { readOnFailure, readOptions } from '../../client/read-operation-flags.ts';

const refuse = (flags: Parameters<typeof readOptions>[0]) => {
  try {
    return readOptions(flags);
  } catch (error) {
    return error;
  }
};

test('without a flag nothing is asked', () => {
  expect(readOptions({})).toEqual({});
  expect(readOptions({ accept: [] })).toEqual({});
  expect(readOnFailure({})).toBe('hold');
});

test('gates are accepted by name, each with its reason, whatever is in it', () => {
  expect(readOptions({ checks: 'strict', accept: ['clock= NTP comes later ', 'odd=a=b, for a day'] })).toEqual({
    checks: 'strict',
    accept: { clock: 'NTP comes later', odd: 'a=b, for a day' },
  });
});

test('an unknown gate is refused with the nearest one', () => {
  expect(refuse({ accept: ['clok=why not'] })).toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/^No gate is called "clok"; those that can be accepted are .*clock/),
    hint: 'did you mean clock?',
  });
  expect(refuse({ accept: ['toString=why not'] })).toMatchObject({ message: expect.stringContaining('"toString"') });
});

test('a firm gate cannot be accepted, and it is said why', () => {
  expect(refuse({ accept: ['meta=it is mine'] })).toMatchObject({
    code: 'BAD_INPUT',
    message: 'The gate meta cannot be accepted: the frontend would go on as the one it was',
  });
});

test.each(['clock', 'clock=', 'clock=  '])('%j has no reason', (text) => {
  expect(refuse({ accept: [text] })).toMatchObject({
    code: 'BAD_INPUT',
    message: '--accept clock has no reason, expected clock=<why>',
  });
});

test('other words for --checks and --on-failure are refused', () => {
  expect(refuse({ checks: 'lenient' })).toMatchObject({ message: expect.stringContaining('report, enforce, strict') });
  expect(() => readOnFailure({ onFailure: 'retry' })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
});

test('an outage needs a reason, and a reason an outage', () => {
  expect(readOptions({ outage: true, reason: ' a new kernel ' })).toEqual({ outage: 'a new kernel' });
  expect(refuse({ outage: true })).toMatchObject({ message: expect.stringContaining('--outage needs --reason') });
  expect(refuse({ outage: true, reason: ' ' })).toMatchObject({ code: 'BAD_INPUT' });
  expect(refuse({ reason: 'why not' })).toMatchObject({
    message: '--reason is only for --outage, --take-over and --now',
  });
  expect(readOptions({ now: true, reason: 'it burns' })).toEqual({});
});

test('taking over needs a reason, which may be that of an outage too', () => {
  expect(readOptions({ takeOver: true, reason: ' gone ' })).toEqual({ takeOver: 'gone' });
  expect(readOptions({ takeOver: true, outage: true, reason: 'both' })).toEqual({ takeOver: 'both', outage: 'both' });
  expect(refuse({ takeOver: true })).toMatchObject({ message: expect.stringContaining('--take-over needs --reason') });
});
