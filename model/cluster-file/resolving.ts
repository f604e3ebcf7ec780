import type { Source } from './source.ts';

export interface Resolving<File> {
  readonly file: File;
  readonly source: Source;
  readonly resolvePath: (path: string) => string;
  /** Collects instead of throwing: all errors of a file are told at once. */
  report(offset: number, message: string): void;
}
