/** What a step does to those who use the cluster. Such a step waits for a window; moving data does not. */
export type Disruption = 'restart' | 'stop' | 'drop' | 'leader';

/** When disruptive steps may begin. Plain data: the zone is looked up where the question is asked. */
export interface WindowRules {
  /** As written: `SAT-02:00,SAT-06:00`, or `22:00,04:00` for each day. Without one nothing is held. */
  readonly spans: readonly string[];
  /** IANA name. */
  readonly timezone: string;
  /** In ms: nothing begins any more so long before the end of a window. */
  readonly cutoffMs: number;
  /** Copies that a disk sends and receives at once while a drain goes on outside. @default a drain knows no windows */
  readonly gentleSlots?: number;
}

/** Times are ISO. */
export interface WindowAnswer {
  /** A disruptive step may begin. */
  readonly open: boolean;
  /** The one that is open, or opens next, as written. */
  readonly span: string;
  /** Of the next one in which something may begin; null while one is open, or when none is in sight. */
  readonly opensAt: string | null;
  /** Of that window, or of the one that is open; null when it never closes. */
  readonly closesAt: string | null;
  /** A window is open, and less than the cutoff is left of it. */
  readonly late?: true;
}

export function hasWindows(rules: WindowRules | undefined): rules is WindowRules {
  return rules !== undefined && rules.spans.length > 0;
}
