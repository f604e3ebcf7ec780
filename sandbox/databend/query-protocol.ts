/** What a process of databend-query tells the sandbox: JSON, one message a line. */
export type FromQuery =
  | { readonly type: 'start'; readonly pid: number; readonly host: string }
  | { readonly type: 'state'; readonly ready: boolean; readonly endpoints: readonly string[] };

/** What the sandbox tells the process to do. */
export interface ToQuery {
  /** Its clients hear nothing any more. */
  readonly type: 'mute';
  readonly on: boolean;
}
