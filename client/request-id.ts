import { randomBytes } from 'node:crypto';
import { spellRequestId } from '../model/request-id.ts';

/** By chance; see there how it is spelled. */
export function createRequestId(): string {
  return spellRequestId(randomBytes(8));
}
