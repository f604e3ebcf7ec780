import { MusterError } from '../model/error.ts';
import { readProfile } from '../worker/server/read-profile.ts';
import type { AskedServer } from '../worker/server/explain-refusal.ts';
import type { ProbedOptions } from '../worker/server/probe-address.ts';

export interface RequiredProfile extends AskedServer {
  readonly connection: ProbedOptions;
}

/** For commands that are about a Temporal elsewhere: never that of `muster up`, which looks after itself. */
export function requireProfile(name: string | undefined): RequiredProfile {
  const found = readProfile(name);
  if (found === undefined) {
    throw new MusterError('BAD_INPUT', 'No client profile names the address of a Temporal', {
      hint: 'set TEMPORAL_ADDRESS, or write temporal.toml (docs/temporal.md); for one on this machine: muster up',
    });
  }
  const { connection, namespace, name: profile } = found;
  return { connection, address: connection.address, namespace, profile };
}
