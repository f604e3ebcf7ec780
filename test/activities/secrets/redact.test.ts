import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK, Redactor } from '../../../activities/secrets/redact.ts';

function remembering(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.remember(secret);
  return redactor;
}

describe('Redactor', () => {
  it('takes a secret out of a text, wherever and however often it stands', () => {
    expect(remembering('hunter2!').redactText('hunter2! is xhunter2!x')).toBe(`${MASK} is x${MASK}x`);
  });

  it('changes nothing while it knows nothing, and for an empty secret', () => {
    expect(remembering('').redactText('abc')).toBe('abc');
  });

  it('takes the longer one first when one secret is part of another', () => {
    expect(remembering('pass', 'password-1').redactText('password-1 pass')).toBe(`${MASK} ${MASK}`);
  });

  it('takes characters for what they are that mean something in a pattern or a replacement', () => {
    expect(remembering('a.*[$&]+(x)').redactText('<a.*[$&]+(x)> abc')).toBe(`<${MASK}> abc`);
  });

  it('knows a secret in JSON, in quotes of a shell, in an URL and in base64', () => {
    const secret = `it's "q" \\ & é`;
    const text = [
      JSON.stringify(secret),
      `'${secret.replaceAll("'", "'\\''")}'`,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ].join('\n');
    expect(remembering(secret).redactText(text)).toBe([`"${MASK}"`, `'${MASK}'`, MASK, MASK].join('\n'));
  });

  it('takes out the single lines of a secret of several', () => {
    expect(remembering('first-line-here\nsecond-line-here').redactText('bad: second-line-here')).toBe(`bad: ${MASK}`);
  });

  it('takes out a very short secret only where it stands alone', () => {
    expect(remembering('a1').redactText('a1, a10, ba1: "a1"')).toBe(`${MASK}, a10, ba1: "${MASK}"`);
  });

  it('goes through objects, lists, keys, errors and their causes, and leaves the rest as it is', () => {
    const redactor = remembering('hunter2!');
    const error = Object.assign(new Error('login hunter2! failed', { cause: new Error('because hunter2!') }), {
      sql: "SET PASSWORD = 'hunter2!'",
    });
    const value = {
      list: ['hunter2!', 1, null, true],
      nested: { 'key hunter2!': undefined },
      map: new Map([['a', 'hunter2!']]),
      bytes: Buffer.from('x hunter2!'),
      error,
    };
    const redacted = redactor.redact(value);
    expect(inspect(redacted, { depth: 10 })).not.toContain('hunter2!');
    expect(redacted.list).toEqual([MASK, 1, null, true]);
    expect(redacted.error).toMatchObject({
      name: 'Error',
      message: `login ${MASK} failed`,
      cause: { message: `because ${MASK}` },
    });
    expect(value.list[0]).toBe('hunter2!');
  });

  it('does not go round in circles, and shows twice what is there twice', () => {
    const shared = { text: 'hunter2!' };
    const value: { self?: unknown; a: object; b: object } = { a: shared, b: shared };
    value.self = value;
    expect(remembering('hunter2!').redact(value)).toEqual({ a: { text: MASK }, b: { text: MASK }, self: '[circular]' });
  });

  it('never lets a remembered secret through', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.string(),
        fc.string(),
        (secrets, before, after) => {
          const redactor = remembering(...secrets);
          for (const secret of secrets) {
            if (MASK.includes(secret)) continue;
            const shown = redactor.redactText(`${before}${secret}${after}`);
            expect(shown.includes(secret) && !`${before}${MASK}${after}`.includes(secret)).toBe(false);
          }
        },
      ),
    );
  });
});
