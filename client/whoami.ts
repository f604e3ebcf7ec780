import { hostname, userInfo } from 'node:os';

/** `user@machine` of the person, as it is recorded with the operation and each verb. */
export function whoami(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container without an entry in passwd.
    return process.env.USER ?? `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
