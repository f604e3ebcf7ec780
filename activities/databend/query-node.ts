import type { QuerySpec } from '../../model/databend/cluster-spec.ts';
import { isAuthFailure, readQueryAnswer } from '../../model/databend/query-answer.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import { activitySignal } from '../context.ts';
import { type HttpContent, type HttpOutcome, requestHttp } from '../net/request-http.ts';
import { requestThroughHost } from '../net/request-through-host.ts';
import { redact, type Tools } from '../tools.ts';

/** It is answered out of the Meta service, and changes nothing. */
export const PROVING_QUERY = 'SHOW DATABASES';

/** Its client asks an endpoint for three seconds in the packaged file, and there may be dead ones before a living one. */
const LIMIT_MS = 20_000;
const LEAST_MS = 4_000;
const MOST_PAGES = 20;

/** Throws QUERY_FAILED when the Query node does not answer a query that needs the Meta service. */
export async function askQuery(tools: Tools, node: QuerySpec, pace = 1): Promise<void> {
  const authorization = await makeAuthorization(tools, node);
  const limitMs = Math.max(LEAST_MS, LIMIT_MS * pace);
  const body = JSON.stringify({ sql: PROVING_QUERY, pagination: { wait_time_secs: 5 } });
  let path = '/v1/query';
  let send: HttpContent = { json: body, authorization };
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const outcome = await ask(tools, node, path, send, limitMs);
    if (outcome.kind !== 'answered') throw fail(node, outcome.why, 'transient');
    if (isAuthFailure(outcome.status)) {
      throw new MusterError(
        'QUERY_FAILED',
        `${node.alias} does not accept user ${node.sql.user}, or its password: HTTP ${outcome.status}`,
        { hint: `sql: { user: …, password: env:… }   # of ${node.alias} in the cluster file` },
      );
    }
    const answer = readQueryAnswer(outcome.status, outcome.body);
    if (answer.kind === 'done') return;
    if (answer.kind === 'failed') throw fail(node, redact(answer.message), 'transient');
    if (answer.kind === 'unreadable') throw fail(node, 'what it answers is not of its HTTP handler', 'refused');
    // The next page is of the same node; what it names is never followed to another one.
    if (!PAGE.test(answer.next)) throw fail(node, 'it names a next page that is none', 'refused');
    path = answer.next;
    send = { authorization };
  }
  throw fail(node, `${PROVING_QUERY} has no end after ${MOST_PAGES} pages`, 'transient');
}

const PAGE = /^\/v1\/query\/[A-Za-z0-9/_-]{1,150}$/;

/** From the worker, and where nobody answers there, from its own machine: it may listen on loopback only. */
async function ask(
  tools: Tools,
  { host, ports, ssh }: QuerySpec,
  path: string,
  send: HttpContent,
  limitMs: number,
): Promise<HttpOutcome> {
  const wanted = { host, port: ports.http, path, send, limitMs };
  const direct = await requestHttp({ ...wanted, signal: activitySignal() });
  if (direct.kind === 'answered') return direct;
  for (const address of [host, '127.0.0.1']) {
    const outcome = await requestThroughHost(tools.ssh, ssh, { ...wanted, host: address });
    if (outcome.kind === 'answered') return outcome;
  }
  return direct;
}

async function makeAuthorization(tools: Tools, { sql }: QuerySpec): Promise<string> {
  const password = sql.password === undefined ? '' : await tools.resolveSecret(sql.password);
  return `Basic ${Buffer.from(`${sql.user}:${password}`).toString('base64')}`;
}

function fail(node: QuerySpec, why: string, kind: 'transient' | 'refused'): MusterError {
  return new MusterError('QUERY_FAILED', `${node.alias} does not answer ${PROVING_QUERY}: ${why}`, {
    kind,
    hint: `${sshCommand(node.ssh)} sudo journalctl -u ${node.unit} -n 50 --no-pager`,
  });
}
