import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PRODUCT_VERSION } from '../paths.ts';
import type { MetaEndpoints } from './meta-endpoints.ts';
import type { QueryConfig } from './query-config.ts';

const MOST_BYTES = 1_000_000;

/** The HTTP handler, as far as a statement goes whose answer fits one page (as read in its documentation). */
export class QueryHttp {
  readonly #config: QueryConfig;
  readonly #meta: MetaEndpoints;
  readonly #server: Server;

  constructor(config: QueryConfig, meta: MetaEndpoints) {
    this.#config = config;
    this.#meta = meta;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  take(socket: Socket): void {
    this.#server.emit('connection', socket);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').replace(/\?.*|\/$/g, '');
    if (path === '/health' || path === '/v1/health') return send(response, 200, { status: 'pass' });
    if (path !== '/v1/query' || request.method !== 'POST')
      return send(response, 404, { error: { code: 404, message: 'not found' } });
    const body = await readBody(request);
    if (!this.#knows(request)) {
      return send(response, 401, { error: { code: 5100, message: 'AuthenticateFailure: User or password is wrong' } });
    }
    const sql = readSql(body);
    if (sql === undefined) return send(response, 400, { error: { code: 400, message: 'parse request body error' } });
    const answer = await this.#meta.ask({ kind: 'get', key: `__fd_database/default` });
    const error = typeof answer === 'string' ? { code: 2001, message: `MetaError: ${answer}`, detail: '' } : null;
    const rows = error === null ? evaluate(sql) : [];
    const id = randomUUID();
    send(response, 200, {
      ...{ id, session_id: randomUUID(), node_id: 'sandbox', session: {}, stats: { running_time_ms: 1 } },
      schema: rows[0]?.map((_, index) => ({ name: `_col_${index}`, type: 'String' })) ?? [],
      data: rows,
      state: error === null ? 'Succeeded' : 'Failed',
      error,
      ...{ stats_uri: `/v1/query/${id}`, final_uri: `/v1/query/${id}/final`, kill_uri: `/v1/query/${id}/kill` },
      ...{ next_uri: null, affect: null, warnings: [] },
    });
  }

  #knows({ headers }: IncomingMessage): boolean {
    const [, token] = /^Basic (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined) return false;
    const [name = '', ...password] = Buffer.from(token, 'base64').toString().split(':');
    if (!this.#config.users.has(name)) return false;
    const expected = this.#config.users.get(name);
    return expected === undefined || expected === password.join(':');
  }
}

/** No SQL is known but for what proves that it answers: a number or a text, and the version. */
function evaluate(sql: string): string[][] {
  const [, what = ''] = /^\s*select\s+(.+?)\s*;?\s*$/is.exec(sql) ?? [];
  if (/^version\(\)$/i.test(what)) return [[`Databend Query v${PRODUCT_VERSION}-patch-8`]];
  const literal = /^(?:'([^']*)'|(-?\d+))$/.exec(what);
  return literal === null ? [] : [[literal[1] ?? literal[2] ?? '']];
}

function readSql(body: string): string | undefined {
  try {
    const { sql } = JSON.parse(body) as { readonly sql?: unknown };
    return typeof sql === 'string' ? sql : undefined;
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const part of request) {
    body += part as string;
    if (body.length > MOST_BYTES) break;
  }
  return body;
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}
