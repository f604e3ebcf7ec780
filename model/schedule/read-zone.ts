import { findNearest } from '../cluster-file/nearest.ts';
import { MusterError } from '../error.ts';
import { isZone } from '../windows/wall-clock.ts';

/** The name of a zone as servers know it, which heed case. */
export function readZone(text: string): string {
  if (isZone(text)) return resolveZone(text);
  const nearest = findNearest(text, Intl.supportedValuesOf('timeZone'));
  throw new MusterError('BAD_INPUT', `No time zone is called ${JSON.stringify(text)}`, {
    hint: nearest === undefined ? '--timezone Europe/Berlin, --timezone UTC' : `--timezone ${nearest}`,
  });
}

/** An older name of a zone stays as it is: the server has it too. */
function resolveZone(text: string): string {
  const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions();
  return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text;
}
