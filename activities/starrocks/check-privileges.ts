import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { type MusterError, isMusterError } from '../../model/error.ts';
import type { GateName } from '../../model/gates.ts';
import { CURRENT_ROLE } from '../../model/starrocks/statements.ts';
import type { Finding } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import type { Tools } from '../tools.ts';
import { type SqlPoint, ask } from './ask.ts';

/** An election passes, a cluster without a leader stays so: after these tries it is a reason like any other. */
const TRIES = 3;

/** OPERATE is proved by SHOW PROC, which has just answered; NODE comes only with the role cluster_admin (recorded on 3.5.7). */
export async function checkPrivileges(tools: Tools, cluster: StarRocksCluster, leader: SqlPoint): Promise<Finding> {
  const { rows } = await ask(tools, cluster, leader, CURRENT_ROLE, 5_000);
  const roles = Object.values(rows[0] ?? {})[0] ?? 'NONE';
  const active = roles.split(/[,\s]+/);
  if (active.includes('root') || active.includes('cluster_admin')) {
    return {
      gate: 'privileges',
      severity: 'ok',
      subject: cluster.sql.user,
      message: `${cluster.sql.user} is ${roles} and may read SHOW PROC`,
    };
  }
  return refusePrivilege(cluster, `the active roles of ${cluster.sql.user} are ${roles}, which cannot change nodes`);
}

/** What a failed look for the leader says as a gate. What may pass is thrown, to be tried again. */
export function refuseUnread(cluster: StarRocksCluster, error: unknown): Finding {
  if (!isMusterError(error)) throw error;
  if (error.code === 'SQL_PRIVILEGE') return refusePrivilege(cluster, error.message);
  if (error.code === 'SQL_AUTH') return refuse('privileges', cluster.sql.user, error);
  if (error.code === 'NO_LEADER' && activityAttempt() >= TRIES) return refuse('quorum', cluster.name, error);
  throw error;
}

function refuse(gate: GateName, subject: string, { message, hint }: MusterError): Finding {
  return { gate, severity: 'refusal', subject, message, ...(hint !== undefined && { next: [hint] }) };
}

function refusePrivilege(cluster: StarRocksCluster, why: string): Finding {
  const { user } = cluster.sql;
  return {
    gate: 'privileges',
    severity: 'refusal',
    subject: user,
    message: `The SQL user lacks privileges: ${why}`,
    next: [
      `GRANT cluster_admin TO ${user};`,
      `SET DEFAULT ROLE cluster_admin TO ${user};`,
      `GRANT OPERATE ON SYSTEM TO USER ${user};`,
    ],
  };
}
