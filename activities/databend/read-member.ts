import { isMusterError } from '../../model/error.ts';
import type { MemberAnswer } from '../../model/databend/member-answer.ts';
import { type MetaStatus, parseMetaStatus } from '../../model/databend/meta-status.ts';
import { parseMetrics } from '../../model/databend/parse-metrics.ts';
import { parseRecords } from '../../model/databend/parse-records.ts';
import type { Tools } from '../tools.ts';
import { type AdminPoint, type AdminWay, tryAdmin } from './ask-admin.ts';

/** A meta node that is asked for itself. */
export interface MetaPoint extends AdminPoint {
  /** `host:raft port`. */
  readonly handle: string;
  readonly idInFile?: number;
}

export interface ReadMemberOptions {
  /** Of each request, in ms. */
  readonly limitMs: number;
  /** @default false */
  readonly metrics?: boolean;
}

const HEALTH = /"status"\s*:\s*"pass"/;

/** What one node says of itself. Never throws for what the node does or does not answer. */
export async function readMember(
  tools: Tools,
  point: MetaPoint,
  { limitMs, metrics = false }: ReadMemberOptions,
): Promise<MemberAnswer> {
  const about = {
    name: point.name,
    handle: point.handle,
    ...(point.idInFile !== undefined && { idInFile: point.idInFile }),
  };
  const health = await tryAdmin(tools, point, '/v1/health', { limitMs });
  if (health.kind !== 'answered') return { ...about, health: health.kind, hung: false, why: health.why };
  if (health.status !== 200 || !HEALTH.test(health.body)) {
    return { ...about, health: 'silent', hung: false, why: `no meta node answers on its admin port ${point.port}` };
  }
  const { way } = health;
  // Metrics are answered also while everything else hangs.
  const [told, measured] = await Promise.all([
    readState(tools, point, limitMs, way),
    metrics ? tryAdmin(tools, point, '/v1/metrics', { limitMs, way }) : undefined,
  ]);
  const parsed = measured?.kind === 'answered' ? parseMetrics(measured.body) : undefined;
  return { ...about, health: 'pass', ...told, ...(parsed !== undefined && { metrics: parsed }) };
}

type State = Pick<MemberAnswer, 'status' | 'records' | 'hung' | 'why'>;

/** One after the other: the node answers them one by one anyway. */
async function readState(tools: Tools, point: MetaPoint, limitMs: number, way: AdminWay): Promise<State> {
  const answer = await tryAdmin(tools, point, '/v1/cluster/status', { limitMs, way });
  if (answer.kind !== 'answered') return { hung: answer.kind === 'silent', why: `its status: ${answer.why}` };
  if (answer.status !== 200) return { hung: false, why: `its status is answered with ${answer.status}` };
  let status: MetaStatus;
  try {
    status = parseMetaStatus(answer.body);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { hung: false, why: error.message };
  }
  const nodes = await tryAdmin(tools, point, '/v1/cluster/nodes', { limitMs, way });
  const records = nodes.kind === 'answered' ? parseRecords(nodes.body) : undefined;
  return { status, hung: false, ...(records !== undefined && { records }) };
}
