import type { BackendKind, BackendStart } from './model/backend-process.ts';

/** What a backend's process tells the engine: JSON, one message a line. */
export type FromBackend =
  | { readonly type: 'home'; readonly pid: number; readonly home: string; readonly kind: BackendKind }
  | { readonly type: 'start'; readonly start: BackendStart }
  /** Each of its ports takes connections. */
  | { readonly type: 'opened' }
  | { readonly type: 'signal' };

/** What the engine tells it to do. */
export type ToBackend =
  | { readonly type: 'host'; readonly address: string; readonly addressFile: string }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'open' }
  | { readonly type: 'cluster'; readonly clusterId: number }
  | { readonly type: 'tablets'; readonly on: boolean }
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'die' }
  /** Its clients hear nothing any more. */
  | { readonly type: 'mute'; readonly on: boolean };
