import { describe, expect, it } from 'vitest';
import { EXIT_MEANINGS, exitCodeOfError, exitCodeOfOperation } from '../../client/exit-codes.ts';
import { ERROR_CODES, type ErrorCode } from '../../model/error.ts';

describe('the exit code', () => {
  it.each([
    ['done', 0],
    ['planned', 0],
    ['failed', 1],
    ['undone', 1],
    ['refused', 3],
    ['needs attention', 5],
    ['running', 7],
    ['paused', 7],
    ['undoing', 7],
  ] as const)('of an operation that is %s is %d', (state, code) => {
    expect(exitCodeOfOperation({ state })).toBe(code);
  });

  it.each([
    ['BAD_INPUT', 2],
    ['NOT_FOUND', 2],
    ['VERB_REFUSED', 3],
    ['CLUSTER_BUSY', 4],
    ['TEMPORAL_DOWN', 6],
    ['NO_WORKER', 6],
    ['INTERNAL', 1],
  ] as const)('of %s is %d', (error, code) => {
    expect(exitCodeOfError(error)).toBe(code);
  });

  it('of a submit that came too late says that a worker was out of reach', () => {
    expect(
      exitCodeOfOperation({ state: 'failed', failure: { code: 'SUBMIT_LATE', kind: 'refused', message: '' } }),
    ).toBe(6);
  });

  it('of a cluster that another installation holds is that of a busy one, although the operation itself found out', () => {
    const failure = { code: 'CLUSTER_LEASED', kind: 'refused', message: '' } as const;
    expect(exitCodeOfOperation({ state: 'refused', failure })).toBe(4);
    expect(exitCodeOfOperation({ state: 'refused', failure: { ...failure, code: 'CHECK_REFUSED' } })).toBe(3);
  });

  it('of every error is one that is documented, and never that of success', () => {
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      expect(EXIT_MEANINGS).toHaveProperty(String(exitCodeOfError(code)));
      expect(exitCodeOfError(code)).toBeGreaterThan(0);
    }
  });
});
