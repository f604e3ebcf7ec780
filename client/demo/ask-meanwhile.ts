import type { QuerySpec } from '../../model/databend/cluster-spec.ts';

/** How a Query node answered while something else was going on. */
export interface Asked {
  readonly answered: number;
  readonly failed: number;
  /** Of the longest stretch without an answer, in ms. */
  readonly longestMs: number;
}

const BETWEEN_MS = 50;
/** More than an election takes. */
const LIMIT_MS = 15_000;

/** Asks a Query node one query after the other, each of which needs the Meta service, until it is told to stop. */
export function askMeanwhile({ host, ports, sql }: QuerySpec): { stop(): Promise<Asked> } {
  const url = `http://${host}:${ports.http}/v1/query`;
  const headers = {
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from(`${sql.user}:`).toString('base64')}`,
  };
  const body = JSON.stringify({ sql: 'SHOW DATABASES', pagination: { wait_time_secs: 10 } });
  const seen = { answered: 0, failed: 0, longestMs: 0 };
  let stopped = false;
  const work = (async () => {
    let last = Date.now();
    while (!stopped) {
      if (await succeeds(url, { method: 'POST', headers, body })) {
        seen.answered += 1;
        seen.longestMs = Math.max(seen.longestMs, Date.now() - last);
        last = Date.now();
      } else seen.failed += 1;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
    return seen;
  })();
  return {
    async stop() {
      stopped = true;
      return await work;
    },
  };
}

async function succeeds(url: string, request: RequestInit): Promise<boolean> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(LIMIT_MS) });
    const answer = (await response.json()) as { readonly error?: unknown };
    return response.ok && (answer.error === undefined || answer.error === null);
  } catch {
    return false;
  }
}
