import type { SecretRef } from '../model/cluster.ts';
import { redactor } from './secrets/redact.ts';
import { resolveSecret } from './secrets/resolve-secret.ts';
import { SshPool } from './ssh/pool.ts';

/** What activities share in one worker process. Everything else they read anew each time. */
export interface Tools {
  readonly ssh: SshPool;
  readonly resolveSecret: (ref: SecretRef) => Promise<string>;
}

/** Whatever was resolved once stays out of every error and log line after it. */
export function redact(text: string): string {
  return redactor.redactText(text);
}

export function createTools(): Tools {
  return { ssh: new SshPool(), resolveSecret };
}
