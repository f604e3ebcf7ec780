/** How it is with what lets begin whoever waits. */
export type Standing = 'served' | 'no worker' | 'no Temporal' | 'stuck';

/** Looks that have to agree: a worker that is restarted, and one lost answer, are no news. */
const LOOKS = 3;

/** What there is to tell a person who waits in the queue: each trouble once, and that it is over. */
export class WaitNews {
  #told: Standing = 'served';
  #seen: Standing = 'served';
  #times = 0;

  hear(standing: Standing): Standing | undefined {
    this.#times = standing === this.#seen ? this.#times + 1 : 1;
    this.#seen = standing;
    if (standing === this.#told || (standing !== 'served' && this.#times < LOOKS)) return undefined;
    this.#told = standing;
    return standing;
  }
}
