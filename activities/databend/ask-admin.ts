import type { SshTarget } from '../../model/cluster.ts';
import { type FailureKind, MusterError } from '../../model/error.ts';
import { activitySignal } from '../context.ts';
import { type HttpOutcome, requestHttp } from '../net/request-http.ts';
import { requestThroughHost } from '../net/request-through-host.ts';
import type { Tools } from '../tools.ts';

/** The admin port of one meta node. */
export interface AdminPoint {
  /** Alias, or the handle of one that the cluster file does not know. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Its machine; absent where the file knows no way to it. */
  readonly ssh?: SshTarget;
}

/** From where it was asked: the worker, or its own machine, where the admin port may be on loopback only (the default). */
export type AdminWay = { readonly from: 'worker' } | { readonly from: 'host'; readonly address: string };

export type AdminOutcome = HttpOutcome & { readonly way: AdminWay };

export type AdminAnswer = Extract<AdminOutcome, { readonly kind: 'answered' }>;

export interface AskAdminOptions {
  readonly limitMs: number;
  /** The way that has led there before. @default each is tried: the worker's own, then those on its machine */
  readonly way?: AdminWay;
}

const LOOPBACK = '127.0.0.1';

/** One GET on a node's admin port, for what only reads: each way is tried. That it does not answer is an outcome too. */
export async function tryAdmin(
  tools: Tools,
  point: AdminPoint,
  path: string,
  { limitMs, way }: AskAdminOptions,
): Promise<AdminOutcome> {
  if (way !== undefined) return await askBy(tools, point, path, limitMs, way);
  const direct = await askBy(tools, point, path, limitMs, { from: 'worker' });
  if (direct.kind === 'answered' || point.ssh === undefined) return direct;
  // Refused is what a port on loopback looks like from elsewhere; silent is a firewall, or a process that hangs.
  const addresses = direct.kind === 'refused' ? [LOOPBACK, point.host] : [point.host, LOOPBACK];
  let last = direct;
  for (const address of addresses) {
    const outcome = await askBy(tools, point, path, limitMs, { from: 'host', address });
    if (outcome.kind === 'answered') return outcome;
    last = outcome;
    if (outcome.kind === 'silent') break;
  }
  return direct.kind === 'refused' ? direct : { ...direct, why: last.why };
}

/** As above, and throws where no answer comes. */
export async function askAdmin(
  tools: Tools,
  point: AdminPoint,
  path: string,
  options: AskAdminOptions,
): Promise<AdminAnswer> {
  const outcome = await tryAdmin(tools, point, path, options);
  if (outcome.kind === 'answered') return outcome;
  throw silent(point, path, outcome.why, 'transient');
}

/**
 * Asks once, by a way that has just led there, and throws where no answer comes: `unknown`, because it may have been heard. For
 * what has an effect.
 */
export async function askAdminOnce(
  tools: Tools,
  point: AdminPoint,
  path: string,
  { limitMs }: Pick<AskAdminOptions, 'limitMs'>,
): Promise<AdminAnswer> {
  const health = await tryAdmin(tools, point, '/v1/health', { limitMs });
  const { way } = health;
  const outcome = health.kind === 'answered' ? await askBy(tools, point, path, limitMs, way) : health;
  if (outcome.kind === 'answered') return outcome;
  const unasked = outcome.kind === 'refused' || health.kind !== 'answered';
  throw silent(point, path, outcome.why, unasked ? 'transient' : 'unknown');
}

function silent({ name, host, port }: AdminPoint, path: string, why: string, kind: FailureKind): MusterError {
  return new MusterError('META_SILENT', `${name} does not answer ${path}: ${why}`, {
    kind,
    hint: `curl -sS http://${host}:${port}/v1/health   # or on its own machine, at 127.0.0.1`,
  });
}

async function askBy(
  tools: Tools,
  { host, port, ssh }: AdminPoint,
  path: string,
  limitMs: number,
  way: AdminWay,
): Promise<AdminOutcome> {
  if (way.from === 'worker') {
    return { ...(await requestHttp({ host, port, path, limitMs, signal: activitySignal() })), way };
  }
  if (ssh === undefined) return { kind: 'silent', why: 'the cluster file knows no way to its machine', way };
  return { ...(await requestThroughHost(tools.ssh, ssh, { host: way.address, port, path, limitMs })), way };
}
