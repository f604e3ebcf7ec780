import type { Finding } from '../step.ts';

/** max_bdbje_clock_delta_ms: with more the journal of the leader refuses the newcomer, and only the new log says so (as read). */
export const CLOCK_LIMIT_MS = 5_000;
const CLOCK_WARNING_MS = 2_500;

/** What a host's clock was beside the worker's. */
export interface ClockReading {
  /** In ms; positive is ahead of the worker. */
  readonly aheadMs: number;
  /** Half of the time that the call took: the true value lies within so much of it. */
  readonly doubtMs: number;
}

export interface ClockPeer {
  /** Alias or host, as it is named in the message. */
  readonly name: string;
  readonly clock: ClockReading;
}

/** How far the new host's clock is from the one that it will be compared with. */
export function judgeClock(subject: string, own: ClockReading, peer: ClockPeer): Finding {
  const delta = own.aheadMs - peer.clock.aheadMs;
  const doubt = own.doubtMs + peer.clock.doubtMs;
  const apart = Math.abs(delta);
  const finding = { gate: 'clock', subject } as const;
  const said = `${subject} is ${formatSeconds(apart)} ${delta < 0 ? 'behind' : 'ahead of'} ${peer.name}`;
  if (apart - doubt >= CLOCK_LIMIT_MS) {
    return {
      ...finding,
      severity: 'refusal',
      message: `${said}: with 5 s or more the leader refuses it, and says so nowhere but in the new log`,
      next: ['timedatectl status', 'chronyc makestep'],
    };
  }
  const within = ` (within ${formatSeconds(doubt)})`;
  if (apart >= CLOCK_WARNING_MS || apart + doubt >= CLOCK_LIMIT_MS) {
    return {
      ...finding,
      severity: 'warning',
      message: `${said}${within}: at 5 s the leader refuses it`,
      next: ['timedatectl status'],
    };
  }
  return { ...finding, severity: 'ok', message: `${said}${within}` };
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
