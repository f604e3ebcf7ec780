import { runSecretCommand } from './run-secret-command.ts';

export interface SecretCommandsOptions {
  /** How long an answer is used again. @default 60000 ms */
  readonly keepMs?: number;
  /** @default a clock that only goes forward */
  readonly now?: () => number;
  readonly run?: (command: readonly string[]) => Promise<string>;
}

/**
 * A wait asks several frontends every 2 s, each with the password; a vault must not be asked each time. An answer is used
 * again for a minute, in this process only. Who asks while the program runs waits for the same answer.
 */
export class SecretCommands {
  readonly #answers = new Map<string, { readonly value: Promise<string>; readonly until: number }>();
  readonly #options: Required<SecretCommandsOptions>;

  constructor({ keepMs = 60_000, now = () => performance.now(), run = runSecretCommand }: SecretCommandsOptions = {}) {
    this.#options = { keepMs, now, run };
  }

  ask(command: readonly string[]): Promise<string> {
    const { keepMs, now, run } = this.#options;
    const key = command.join(' ');
    const known = this.#answers.get(key);
    if (known !== undefined && now() < known.until) return known.value;
    const value = run(command);
    this.#answers.set(key, { value, until: now() + keepMs });
    // A failure is not kept: the next one asks anew.
    value.catch(() => {
      if (this.#answers.get(key)?.value === value) this.#answers.delete(key);
    });
    return value;
  }
}
