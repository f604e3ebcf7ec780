/** Delays of the product in milliseconds, as recorded on 1.2.888 unless said otherwise. */
export const TIMELINE = {
  /** A new raft directory is upgraded first: its ports are open about 1 s after the start. */
  bootFresh: 1_000,
  boot: 100,
  /** Between two nodes. */
  network: 2,
  /** A candidate's question until it leads; then until the others hear of it: both are seen for a moment. */
  ballot: 25,
  announce: 25,
  /** Two heartbeats: the least time without a leader's word before a node stands for election… */
  electionHeartbeats: 2,
  /** …and what chance adds at most, in heartbeats. */
  electionSpread: 1,
  /** A node that heard of its leader does not vote for another so long; it stands itself that much later, too. In heartbeats. */
  leaseHeartbeats: 3,
  /** Added once it was told that somebody's log is ahead: a removed node stands every 4.5 s. */
  greaterLog: 3_000,
  /** On top, when the leader's machine is silent and not dead: new leader 4 s after SIGSTOP. */
  silentLeader: 1_000,
  /** From a transfer's request until its target stands. */
  transfer: 30,
  /** How long a request waits for a leader before "need to forward but no known leader". */
  waitForLeader: 2_000,
  pollLeader: 50,
  /** Between two tries to forward, and between two tries to join. */
  forwardAgain: 1_000,
  joinAgain: 1_000,
  joinConnect: 10_000,
  /** While a node has not heard yet where its leader is, and until it registers again after an error. */
  registerAgain: 500,
  registerAgainMost: 5_000,
  /** One part of the log that a node lacks, of at most 300 entries; the snapshot before it, and for each key in it. */
  chunk: 150,
  /** The least that a slow machine needs for anything, before it is multiplied; and between two looks at how slow it is. */
  slowWork: 20,
  slowLook: 250,
  /** Until such a part is applied: a joiner has 300 entries and knows nobody's address yet. */
  apply: 60,
  snapshot: 300,
  snapshotPerKey: 0.03,
  /** Between the two steps of a change of membership. */
  secondStep: 20,
  /** A leave of an id that is no voter, which completes somebody's pending change: recorded twice as 1.56 s. */
  completeForeign: 1_500,
  /** From SIGINT to the end. */
  interrupt: 10,
} as const;

/** How often a request is forwarded before it gives up, and a joiner asks one address. */
export const FORWARD_TRIES = 20;
export const JOIN_TRIES = 3;

/** Fewer are sent and applied at once. */
export const FEW_ENTRIES = 10;

/** Entries in one message. */
export const CHUNK_ENTRIES = 300;

/** A snapshot is made after so many entries (`snapshot_logs_since_last`)… */
export const SNAPSHOT_AFTER = 1024;
/** …and so many entries before it are kept (`max_applied_log_to_keep`). */
export const LOG_TO_KEEP = 1000;

export const BINARY_VERSION = '1.2.888-patch-8';
/** What the gRPC status calls the binary's version: that of the server's crate. */
export const SERVER_VERSION = '260205.3.0';
