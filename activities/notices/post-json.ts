import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';

export interface Post {
  readonly url: URL;
  readonly json: string;
  /** The same for every try. */
  readonly key: string;
  /** From the first packet to the status. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** The status, or why there is none. Never the message of an error: it may hold the address. */
export type PostOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'broken'; readonly code: string };

/** One POST. A redirect is an answer like any other; a certificate that is not valid is an error, whatever the environment says. */
export async function postJson({ url, json, key, limitMs, signal }: Post): Promise<PostOutcome> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return { kind: 'answered', status: await post(url, json, key, AbortSignal.any([signal, limit])) };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { kind: 'silent' };
    const { code } = error as NodeJS.ErrnoException;
    return { kind: 'broken', code: typeof code === 'string' ? code : 'unknown' };
  }
}

function post(url: URL, json: string, key: string, signal: AbortSignal): Promise<number> {
  const tls = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const asked = (tls ? requestTls : requestPlain)(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(json),
          'Idempotency-Key': key,
          'User-Agent': 'muster',
          Connection: 'close',
        },
        ...(tls && { rejectUnauthorized: true }),
      },
      (response) => {
        // Nobody reads what it says beside that.
        response.destroy();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.once('error', reject);
    asked.end(json);
  });
}
