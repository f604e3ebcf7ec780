import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadTail } from '../../../activities/ssh/head-tail.ts';

const chunks = fc.array(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => Buffer.from(text)),
  { maxLength: 40 },
);
function collect(parts: readonly Buffer[], maxBytes: number): HeadTail {
  const kept = new HeadTail(maxBytes);
  for (const part of parts) kept.push(part);
  return kept;
}

describe('HeadTail', () => {
  it('returns everything unchanged that fits, characters that lie across chunks included', () => {
    fc.assert(
      fc.property(chunks, fc.nat(200), (parts, more) => {
        const whole = Buffer.concat(parts);
        const kept = collect(
          parts.flatMap((part) => [part.subarray(0, 1), part.subarray(1)]),
          whole.length + more,
        );
        expect(kept.toString()).toBe(whole.toString());
        expect(kept.truncated).toBe(false);
      }),
    );
  });

  it('keeps beginning and end of what does not fit, and counts what it left out', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii', minLength: 11, maxLength: 400 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 90 }),
        (text, half, step) => {
          const whole = Buffer.from(text);
          const parts = Array.from({ length: Math.ceil(whole.length / step) }, (_, index) =>
            whole.subarray(index * step, (index + 1) * step),
          );
          const kept = collect(parts, 2 * half);
          const left = whole.length - 2 * half;
          expect(kept.toString()).toBe(`${text.slice(0, half)}\n… ${left} bytes left out …\n${text.slice(-half)}`);
          expect(kept.truncated).toBe(true);
        },
      ),
    );
  });
});
