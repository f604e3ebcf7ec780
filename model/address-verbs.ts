import type { Verb } from './operation.ts';

const UNADDRESSED = /\bmuster ops (?:pause|resume|retry|skip|undo|abandon)\b(?! [0-9a-z])/g;
const FIRST = /^muster ops (pause|resume|retry|skip|undo|abandon)\b/;
const INSTEAD = /; or: muster ops (pause|resume|retry|skip|undo|abandon)\b.*$/;

/**
 * A step does not know its operation, and a verb without one goes to whatever runs on the cluster of the file that lies where it is typed.
 * What the operation does not take now is left out: a hint is written for the way ahead, and an undo meets the same failures.
 */
export function addressVerbs(hint: string, operation: string, offered: readonly Verb[]): string | undefined {
  const isOffered = (match: RegExpExecArray | null) => match === null || offered.includes(match[1] as Verb);
  const lines = hint
    .split('\n')
    .filter((line) => isOffered(FIRST.exec(line)))
    .map((line) => (isOffered(INSTEAD.exec(line)) ? line : line.replace(INSTEAD, '')))
    .map((line) => line.replaceAll(UNADDRESSED, (command) => `${command} ${operation}`));
  return lines.length === 0 ? undefined : lines.join('\n');
}
