import type { Cancel } from '../../../time/scheduler.ts';
import type { LogId } from '../log.ts';

/** What a leader knows of one other node. */
export interface Stream {
  /** The last entry that they share; undefined until it answered once. A dead one's stays as it was. */
  matched: LogId | undefined;
  /** The next entry to send. */
  next: number;
  /** A part of the log, or a snapshot, is on its way. */
  busy: boolean;
  reachable: boolean;
}

export interface Leading {
  readonly streams: Map<number, Stream>;
  /** Set for good once it hands over: it takes no more writes and sends no more heartbeats until another one leads. */
  transferTo: number | undefined;
  /** Something new is about to be sent. */
  sending: boolean;
  heartbeat: Cancel | undefined;
}
