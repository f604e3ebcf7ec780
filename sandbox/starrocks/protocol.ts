import type { Answer } from './model/answer.ts';
import type { ProcessStart } from './model/process.ts';

/** What a frontend's process tells the engine: JSON, one message a line. */
export type FromProcess =
  | { readonly type: 'home'; readonly pid: number; readonly home: string }
  | { readonly type: 'start'; readonly start: ProcessStart }
  | {
      readonly type: 'login';
      readonly id: number;
      readonly connection: number;
      readonly user: string;
      /** Both in hex, as mysql_native_password has them. */
      readonly scramble: string;
      readonly token: string;
    }
  | { readonly type: 'query'; readonly id: number; readonly connection: number; readonly sql: string }
  | { readonly type: 'http'; readonly id: number; readonly url: string }
  | { readonly type: 'closed'; readonly connection: number }
  /** Each of its ports takes connections. */
  | { readonly type: 'opened' }
  | { readonly type: 'signal'; readonly name: 'SIGTERM' | 'SIGUSR1' };

/** What the engine tells a process to do. */
export type ToProcess =
  | { readonly type: 'host'; readonly address: string; readonly addressFile: string }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'meta'; readonly role: string; readonly version: string; readonly environment: string }
  | { readonly type: 'open'; readonly frontendId: number }
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'die' }
  | { readonly type: 'greet'; readonly on: boolean }
  /** Its clients hear nothing any more. */
  | { readonly type: 'mute'; readonly on: boolean }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer; readonly cut?: boolean }
  | {
      readonly type: 'httpAnswer';
      readonly id: number;
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    };
