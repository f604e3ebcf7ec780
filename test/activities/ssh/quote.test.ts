import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteForAnyShell, quoteForShell, quoteWords } from '../../../activities/ssh/quote.ts';

/** One bash for all words: it prints each followed by a NUL. */
const echo = (words: readonly string[], shell = 'bash') =>
  execFileSync(shell, ['-c', `printf '%s\\0' ${quoteWords(words)}`])
    .toString('utf8')
    .split('\0')
    .slice(0, -1);

const nasty = fc.constantFrom(
  "'",
  '"',
  '\\',
  '$',
  '`',
  '!',
  '*',
  '?',
  '~',
  '\n',
  '\t',
  ' ',
  ';',
  '&',
  '|',
  '<',
  '>',
  '(',
  ')',
  '#',
  '{',
  '-',
  'é',
  '字',
  '\u0001',
  '\r',
  '',
);
const word = fc
  .oneof(
    fc.string(),
    fc.array(nasty).map((parts) => parts.join('')),
  )
  .map((text) => text.replaceAll('\0', ''));

describe('quoteForShell', () => {
  it('lets every word reach bash unchanged, as one word', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        expect(echo(words)).toEqual(words);
      }),
      { numRuns: 150 },
    );
  });

  it('lets every word reach a plain sh unchanged', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        expect(echo(words, 'sh')).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });

  it('survives being quoted twice, as a script within a command is', () => {
    fc.assert(
      fc.property(word, (text) => {
        const inner = `printf %s ${quoteForShell(text)}`;
        expect(execFileSync('bash', ['-c', `bash -c ${quoteForShell(inner)}`]).toString('utf8')).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a NUL byte, which no argument can hold', () => {
    expect(() => quoteForShell('a\0b')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});

describe('quoteForAnyShell', () => {
  it('lets every word reach bash and a plain sh unchanged', () => {
    for (const shell of ['bash', 'sh']) {
      fc.assert(
        fc.property(word, (text) => {
          const printed = execFileSync(shell, ['-c', `printf %s ${quoteForAnyShell(text)}`]).toString('utf8');
          expect(printed).toBe(text);
        }),
        { numRuns: 50 },
      );
    }
  });

  // Tried with fish 3.6.0: it reads `\\\\` within single quotes as one backslash, outside of them as every other shell does.
  it('leaves no backslash within quotes', () => {
    fc.assert(
      fc.property(word, (text) => {
        const within = quoteForAnyShell(text).replaceAll(/\\['\\]/g, '');
        expect(within).not.toContain('\\');
        expect(
          quoteForAnyShell(text)
            .replaceAll(/'\\['\\]'/g, '')
            .slice(1, -1),
        ).not.toMatch(/['\\]/);
      }),
    );
  });

  it('refuses a NUL byte', () => {
    expect(() => quoteForAnyShell('a\0b')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
