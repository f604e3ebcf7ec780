import { majorityOf } from '../majority.ts';
import { canStopGracefully, parseVersion } from './version.ts';

/** What ends a member: `USR1` lets its sessions end and hands the leadership over, `TERM` ends it at once. */
export type StopSignal = 'TERM' | 'USR1';

export interface StopQuestion {
  /** Of the product as it runs, e.g. `3.5.7-d2da301`. */
  readonly version: string;
  /** Registered followers, the leader among them. */
  readonly followers: number;
  readonly alive: number;
}

/** With fewer others than this it exits with 255 at once (recorded on 3.5.7); before 3.4 the signal means nothing (as read). */
export function chooseSignal({ version, followers, alive }: StopQuestion): StopSignal {
  const parsed = parseVersion(version);
  const knows = parsed !== undefined && canStopGracefully(parsed);
  return knows && alive - 1 >= majorityOf(followers) ? 'USR1' : 'TERM';
}
