import { activitySignal } from '../context.ts';

export interface HttpAnswer {
  readonly status: number;
  /** Its beginning. */
  readonly body: string;
}

const MOST = 4_096;

/** What an unprotected page answers; why it does not, as a sentence. */
export async function getHttp(host: string, port: number, path: string, limitMs = 3_000): Promise<HttpAnswer | string> {
  const at = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const limit = AbortSignal.timeout(Math.ceil(limitMs));
  try {
    const signal = AbortSignal.any([activitySignal(), limit]);
    const response = await fetch(`http://${at}${path}`, { signal, redirect: 'manual' });
    return { status: response.status, body: (await response.text()).slice(0, MOST) };
  } catch (error) {
    activitySignal().throwIfAborted();
    if (limit.aborted) return `${at}${path} did not answer within ${limitMs} ms`;
    return `${at}${path} cannot be reached: ${describe(error)}`;
  }
}

function describe(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code === 'ECONNREFUSED' ? 'connection refused' : (cause?.code ?? cause?.message ?? 'it broke');
}
