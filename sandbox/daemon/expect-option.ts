import { MusterError } from '../../model/error.ts';
import type { SandboxOptions } from '../engine.ts';

export const MOST_HOSTS = 50;

export function expect(fits: boolean, found: string, expected: string): void {
  if (!fits) throw new MusterError('BAD_INPUT', `${found}, expected ${expected}`, { hint: 'muster sandbox up --help' });
}

export function expectCount(what: string, count: number, most: number, why = ''): void {
  expect(isWhole(count, 0, most), `${what} ${count}`, `a whole number from 0 to ${most}${why}`);
}

export function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Counts of another engine's nodes: a person who gives them has the wrong engine in mind. */
export function refuseCounts(
  given: Partial<SandboxOptions>,
  names: readonly (keyof SandboxOptions)[],
  owner: string,
): void {
  for (const name of names) {
    const value = given[name];
    expect(!value, `${name} ${String(value)}`, `none: it goes with --engine ${owner}`);
  }
}
