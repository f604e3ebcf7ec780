import { type StarRocksCluster, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { isPlainPassword, judgeDeploy } from '../../model/starrocks/plan-deploy.ts';
import type { Finding } from '../../model/step.ts';
import { probePort } from '../net/probe-port.ts';
import type { Tools } from '../tools.ts';

export interface EmptyInput {
  readonly cluster: StarRocksCluster;
}

/** Gates about a cluster that is to be: nobody answers SQL yet, and what the file asks for can be made. */
export async function surveyEmpty(tools: Tools, { cluster }: EmptyInput): Promise<readonly Finding[]> {
  const answering = await Promise.all(
    frontendsOf(cluster).map(async ({ alias, host, ports }): Promise<readonly Finding[]> => {
      if ((await probePort(host, ports.query, { limitMs: 2_000 })) !== 'open') return [];
      const message = `${alias} (${host}:${ports.query}) answers SQL: a frontend serves there already`;
      return [{ gate: 'second-cluster', severity: 'refusal', subject: alias, message, next: ['muster status'] }];
    }),
  );
  const found = answering.flat();
  const silent: Finding = {
    gate: 'second-cluster',
    severity: 'ok',
    subject: cluster.name,
    message: 'nobody answers SQL on the hosts of the file',
  };
  return [
    ...(found.length === 0 ? [silent] : found),
    ...judgeDeploy(cluster.name, frontendsOf(cluster), cluster.sql.user),
    await checkPassword(tools, cluster),
  ];
}

async function checkPassword(tools: Tools, { sql }: StarRocksCluster): Promise<Finding> {
  const about = { gate: 'secrets', subject: sql.user } as const;
  if (sql.password === undefined) {
    return {
      ...about,
      severity: 'warning',
      message: `the file gives ${sql.user} no password: everyone who reaches the MySQL port is ${sql.user}`,
      next: ['sql.password in the cluster file, such as env:NAME or file:PATH'],
    };
  }
  try {
    const plain = isPlainPassword(await tools.resolveSecret(sql.password));
    if (plain) return { ...about, severity: 'ok', message: 'the worker can resolve sql.password' };
    const message = `sql.password may have 1 to 128 printable ASCII characters, without ' and \\`;
    return { ...about, severity: 'refusal', message };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    const next = error.hint === undefined ? {} : { next: [error.hint] };
    return { ...about, severity: 'refusal', message: error.message, ...next };
  }
}
