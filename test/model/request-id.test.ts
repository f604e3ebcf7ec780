import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRequestId } from '../../client/request-id.ts';
import { deriveRequestId } from '../../model/request-id.ts';

const ID = /^\d[0-9abcdefghjkmnpqrstvwxyz]{7}$/;

test('an id is made by chance, or derived, in the same letters', () => {
  expect(createRequestId()).toMatch(ID);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(deriveRequestId(text)).toMatch(ID);
      expect(deriveRequestId(text)).toBe(deriveRequestId(text));
    }),
  );
});

test('firings of every minute of a month have ids of their own', () => {
  const minutes = Array.from({ length: 50_000 }, (_, index) => new Date(index * 60_000).toISOString());
  expect(new Set(minutes.map((time) => deriveRequestId(`firing/prod/weekly/at-${time}`))).size).toBe(minutes.length);
});
