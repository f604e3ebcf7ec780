/** Delays of the product in milliseconds, as recorded on 3.5.7 unless said otherwise. One factor scales them all. */
export const TIMELINE = {
  /** From the start of the process until it asks its helper, or opens its journal. */
  boot: 2_000,
  /** Between two questions to a helper that does not know it, and between two lines about waiting. */
  askAgain: 5_000,
  /** From the helper's answer to the handshake with the leader: Join 3 s after the start. */
  handshake: 1_000,
  /** From the handshake to open ports: the MySQL port answers 7.4 to 11.6 s after the start. */
  replay: 4_400,
  /** From a lone start's election to open ports: 8 s after the start. */
  lead: 4_800,
  /** Between a leader's death and the next one, connections being reset. */
  elect: 1_000,
  /** A silent peer is given up (bdbje_heartbeat_timeout_second); leader 38.7 s after the cut. */
  silence: 30_000,
  electAfterSilence: 8_700,
  heartbeat: 5_000,
  /** After its ports are open a frontend does not say yet when it started: unknown for the first heartbeat or two. */
  startTimeUnknown: 2_500,
  /** A new leader's first heartbeat: the dead one was shown dead 18 s after the election. */
  firstHeartbeat: 3_000,
  /** One attempt to write without a majority. */
  writeAttempt: 10_100,
  /** How long the leader's SHOW FRONTENDS takes to fail without a majority. */
  showWithoutQuorum: 10_020,
  /** The same while its replicas are silent and not yet given up: it answers after all. */
  showInSilence: 12_000,
  /** Begun later than this after the cut, it did not answer before the leader's end. */
  showInSilenceUntil: 20_000,
  dropWithoutQuorum: 10_300,
  drop: 900,
  dropOfDead: 17,
  alter: 15,
  read: 5,
  /** A dropped follower still answers reads for this long (meta_delay_toleration_second). */
  staleReads: 300_000,
  detached: 46_000,
  portBusy: 2_700,
  badStart: 1_500,
  terminate: 300,
  /** min_graceful_exit_time_second and what came on top. */
  graceful: 16_400,
  gracefulRefused: 1_700,
  gracefulHandover: 100,
  /** The leader that leaves says once, about now, that its journal is closed. */
  gracefulClosed: 2_200,
  /** Of a backend, from its start to open ports; longer with many tablets. Not recorded. */
  backendBoot: 3_000,
  backendBadStart: 500,
  /** From SIGTERM to the end of a backend that runs no query; up to 20 s with some (as read). Not recorded. */
  backendLeaves: 6_000,
} as const;

/** Attempts before the leader exits: 40.4 s after the first write that failed. */
export const WRITE_ATTEMPTS = 4;

/** Heartbeats that may fail before a frontend is called dead; the one after them says why. */
export const HEARTBEAT_RETRIES = 3;
