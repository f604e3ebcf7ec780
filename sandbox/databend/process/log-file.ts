import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLevel } from '../model/meta-config.ts';

const RANK: Readonly<Record<string, number>> = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, OFF: 5 };

/** `databend-meta-<id>@<cluster>.<hour>.0`, times in UTC (recorded). */
export class LogFile {
  readonly #dir: string;
  readonly #name: string;
  readonly #least: number;

  constructor(dir: string, name: string, level: string) {
    this.#dir = dir;
    this.#name = name;
    this.#least = RANK[level.toUpperCase()] ?? 2;
  }

  write(level: LogLevel, text: string, now = new Date()): void {
    if ((RANK[level] ?? 2) < this.#least) return;
    const at = now.toISOString();
    const hour = `${at.slice(0, 10)}-${at.slice(11, 13)}`;
    try {
      mkdirSync(this.#dir, { recursive: true });
      appendFileSync(
        join(this.#dir, `${this.#name}.${hour}.0`),
        `${at.replace('Z', '000+00:00')} ${level.padStart(5)} ${text}\n`,
      );
    } catch {
      // A service that cannot write its log goes on.
    }
  }
}
