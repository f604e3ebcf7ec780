import { quoteForAnyShell } from './quote.ts';

const BEGAN = 'muster: began as process';
/** More than this before the first word of ours is no greeting of a profile. */
const MOST_NOISE = 65_536;

/**
 * sshd gives the command to the user's login shell, which need not be a POSIX one, and whose start file may print
 * something even for a command. So that shell only starts bash, and bash says when our own output begins. A bash that
 * finds itself the first one below sshd reads the start file again (bash 5.2, run_by_ssh); SHLVL says that it is not.
 */
export function wrapForLoginShell(command: string): string {
  return `exec env SHLVL=2 bash -c ${quoteForAnyShell(`echo "${BEGAN} $$"; ${command}`)}`;
}

/** Takes away what was said before our command began. */
export class Preamble {
  readonly #rest: (chunk: Buffer) => void;
  #noise: Buffer | undefined = Buffer.alloc(0);
  /** Of the command, once it has begun. It stays the same process unless the command forks. */
  pid: number | undefined;

  constructor(rest: (chunk: Buffer) => void) {
    this.#rest = rest;
  }

  push(chunk: Buffer): void {
    if (this.#noise === undefined) return this.#rest(chunk);
    const seen = Buffer.concat([this.#noise, chunk]);
    this.#noise = seen;
    const at = seen.indexOf(`${BEGAN} `);
    const end = at < 0 ? -1 : seen.indexOf('\n', at);
    if (end >= 0) {
      this.pid = Number(seen.subarray(at + BEGAN.length + 1, end).toString('latin1'));
      this.#noise = undefined;
      if (end + 1 < seen.length) this.#rest(seen.subarray(end + 1));
    } else if (seen.length > MOST_NOISE) {
      this.finish();
    }
  }

  /** What was said instead of our command goes on as output. */
  finish(): void {
    if (this.#noise === undefined) return;
    const noise = this.#noise;
    this.#noise = undefined;
    this.#rest(noise);
  }
}
