import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

export interface HttpContent {
  /** Absent: it is a GET with headers. */
  readonly json?: string;
  /** The value of the header of that name; it may be a secret. */
  readonly authorization?: string;
}

export interface HttpRequest {
  readonly host: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
  /** What is sent, of what kind and on whose word. @default nothing: it is a GET */
  readonly send?: HttpContent;
  /** From the first packet to the last. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** A connection that stands already. @default a new one */
  readonly line?: Duplex;
}

export type HttpOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** Nobody listens: nothing was asked. */
  | { readonly kind: 'refused'; readonly why: string }
  /** No route, no answer in time, or it broke: what was asked may have been heard. */
  | { readonly kind: 'silent'; readonly why: string };

const MOST = 4 * 1024 * 1024;

/** One plain GET or POST, within a limit. Throws the reason of the signal alone. */
export async function requestHttp(options: HttpRequest): Promise<HttpOutcome> {
  const { limitMs, signal } = options;
  // It takes whole numbers only, and what a pace was multiplied into is seldom one.
  const limit = AbortSignal.timeout(Math.ceil(limitMs));
  try {
    return await get(options, signal === undefined ? limit : AbortSignal.any([signal, limit]));
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted) return { kind: 'silent', why: `no answer within ${Math.ceil(limitMs)} ms` };
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') return { kind: 'refused', why: 'connection refused' };
    return { kind: 'silent', why: code ?? message };
  }
}

function get({ host, port, path, line, send }: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host,
        port,
        path,
        signal,
        ...(send?.json !== undefined && { method: 'POST' }),
        headers: { connection: 'close', ...Object.fromEntries(headersOf(send)) },
        // With an agent, `false` included, the line would be passed over.
        ...(line === undefined ? { agent: false } : { createConnection: () => line as Socket }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > MOST) response.destroy(new Error(`more than ${MOST} bytes`));
          else chunks.push(chunk);
        });
        response.once('error', reject);
        response.once('end', () =>
          resolve({ kind: 'answered', status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    asked.once('error', reject);
    asked.end(send?.json);
  });
}

/** Beyond those that every request has. */
export function headersOf(send: HttpContent | undefined): readonly (readonly [string, string])[] {
  const { json, authorization } = send ?? {};
  return [
    ...(json === undefined
      ? []
      : ([
          ['Content-Type', 'application/json'],
          ['Content-Length', String(Buffer.byteLength(json))],
        ] as const)),
    ...(authorization === undefined ? [] : ([['Authorization', authorization]] as const)),
  ];
}
