import type { Duplex } from 'node:stream';
import type { SshTarget } from '../../model/cluster.ts';
import { isMusterError } from '../../model/error.ts';
import { formatHostPort } from '../../model/patterns.ts';
import { activitySignal } from '../context.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import { headersOf, type HttpContent, type HttpOutcome, requestHttp } from './request-http.ts';

export interface RequestThroughHost {
  /** As seen from that machine. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** @default nothing: it is a GET */
  readonly send?: HttpContent;
  readonly limitMs: number;
}

/** What may stand in a path of ours, so that nothing of it means anything to a shell or to HTTP. */
const PATH = /^\/[A-Za-z0-9/_?=&-]{1,200}$/;

/**
 * With curl where there is one; else bash speaks the few lines of HTTP/1.0 itself, so nothing has to be installed there.
 * `--noproxy`: a proxy of the environment would be asked for a machine that it cannot see. What is sent comes over stdin, never in
 * arguments: it may hold a password.
 */
const SCRIPT = `
if [ "$5" = get ] && command -v curl >/dev/null; then
  exec curl -sS -i --http1.0 --noproxy '*' --max-time "$4" "http://$1:$2$3"
fi
host=$1; case $host in \\[*) host=\${host#[}; host=\${host%]} ;; esac
exec 3<>"/dev/tcp/$host/$2" || exit 7
if [ "$5" = get ]; then
  printf 'GET %s HTTP/1.0\\r\\nHost: %s:%s\\r\\nConnection: close\\r\\n\\r\\n' "$3" "$1" "$2" >&3
else
  cat >&3
fi
cat <&3
`;
/** Of curl: nobody to connect to. */
const NOT_CONNECTED = 7;
/** Of RFC 4254, 5.1: the machine has tried, and nobody listens. */
const CONNECT_FAILED = 2;

/** A plain GET or POST from the machine itself: a line through its SSH server, or where that allows none, a script there. */
export async function requestThroughHost(
  pool: SshPool,
  through: SshTarget,
  wanted: RequestThroughHost,
): Promise<HttpOutcome> {
  const { host, port, limitMs } = wanted;
  formatHostPort(host, port);
  if (!PATH.test(wanted.path)) throw new Error(`Not a path of ours: ${JSON.stringify(wanted.path)}`);
  const signal = activitySignal();
  // Connecting and logging in has a time of its own.
  const limit = AbortSignal.timeout(Math.ceil(limitMs * 2));
  try {
    const both = AbortSignal.any([signal, limit]);
    const line = await openLine(pool, through, wanted, both);
    if (line !== 'not allowed') return line;
    return await askByScript(pool, through, wanted, both);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { kind: 'silent', why: `no answer by way of SSH within ${Math.ceil(limitMs * 2)} ms` };
    if (isMusterError(error)) return { kind: 'silent', why: error.message };
    throw error;
  }
}

async function openLine(
  pool: SshPool,
  through: SshTarget,
  wanted: RequestThroughHost,
  signal: AbortSignal,
): Promise<HttpOutcome | 'not allowed'> {
  const { host, port } = wanted;
  const ask = async (opened: Duplex): Promise<HttpOutcome> => {
    try {
      return await requestHttp({ ...wanted, line: opened, signal });
    } finally {
      opened.destroy();
    }
  };
  return await pool.use(
    through,
    (client) =>
      new Promise<HttpOutcome | 'not allowed'>((resolve, reject) => {
        const onAbort = () => reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
        const settled = () => signal.removeEventListener('abort', onAbort);
        client.forwardOut('127.0.0.1', 0, host, port, (fault: (Error & { reason?: number }) | undefined, opened) => {
          settled();
          if (signal.aborted) opened?.destroy();
          else if (fault === undefined) ask(opened).then(resolve, reject);
          else if (fault.reason === CONNECT_FAILED) resolve({ kind: 'refused', why: 'connection refused' });
          else resolve('not allowed');
        });
      }),
    signal,
  );
}

async function askByScript(
  pool: SshPool,
  through: SshTarget,
  { host, port, path, send, limitMs }: RequestThroughHost,
  signal: AbortSignal,
): Promise<HttpOutcome> {
  const lines = [
    `${send?.json === undefined ? 'GET' : 'POST'} ${path} HTTP/1.0`,
    `Host: ${host}:${port}`,
    'Connection: close',
    ...headersOf(send).map(([name, value]) => `${name}: ${value}`),
  ];
  const { code, stdout, stderr } = await runScript(pool, through, SCRIPT, {
    args: [
      host.includes(':') ? `[${host}]` : host,
      String(port),
      path,
      String(Math.ceil(limitMs / 1_000)),
      send === undefined ? 'get' : 'send',
    ],
    ...(send !== undefined && { stdin: Buffer.from(`${lines.join('\r\n')}\r\n\r\n${send.json ?? ''}`) }),
    // Curl's own limit comes first: then it is known that the machine was reached.
    limitMs: limitMs + 1_500,
    allowedCodes: Array.from({ length: 128 }, (_, one) => one),
    what: `asking ${host}:${port}`,
    maxOutput: 4 * 1024 * 1024,
    signal,
  });
  if (code !== 0) {
    return code === NOT_CONNECTED && /refused|failed to connect/i.test(stderr)
      ? { kind: 'refused', why: 'connection refused' }
      : { kind: 'silent', why: stderr.trim().split('\n').at(-1) || `no answer (${code})` };
  }
  return parseAnswer(stdout);
}

function parseAnswer(text: string): HttpOutcome {
  const end = text.search(/\r?\n\r?\n/);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
  if (end === -1 || status === undefined) return { kind: 'silent', why: 'what it answered is not HTTP' };
  return { kind: 'answered', status: Number(status), body: text.slice(end).replace(/^\r?\n\r?\n/, '') };
}
