import { findNearest } from '../cluster-file/nearest.ts';
import { MusterError } from '../error.ts';

/** A name, no offset such as +08:00: the server looks it up as a file. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** The name of a zone as servers know it, which heed case. */
export function readZone(text: string): string {
  const known = ZONE_NAME.test(text) ? resolveZone(text) : undefined;
  if (known !== undefined) return known;
  const nearest = findNearest(text, Intl.supportedValuesOf('timeZone'));
  throw new MusterError('BAD_INPUT', `No time zone is called ${JSON.stringify(text)}`, {
    hint: nearest === undefined ? '--timezone Europe/Berlin, --timezone UTC' : `--timezone ${nearest}`,
  });
}

/** An older name of a zone stays as it is: the server has it too. */
function resolveZone(text: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions();
    return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text;
  } catch {
    return undefined;
  }
}
