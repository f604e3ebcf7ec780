import { hostname } from 'node:os';
import type { ReachReport } from '../../model/check.ts';
import type { SecretRef } from '../../model/cluster.ts';
import type { StarRocksCluster, StarRocksNode } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { describeSecret } from '../../model/secret-policy.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import type { Finding } from '../../model/step.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/** Whether this process can resolve the references of the file and log in to its hosts. An operation runs where a worker is. */
export async function readReach(tools: Tools, cluster: StarRocksCluster): Promise<ReachReport> {
  const [secrets, ...hosts] = await Promise.all([
    checkSecrets(tools, cluster),
    ...cluster.nodes.map((node) => checkLogin(tools, node)),
  ]);
  return { worker: `${process.pid}@${hostname()}`, findings: [...secrets, ...hosts] };
}

async function checkSecrets(tools: Tools, { sql, nodes }: StarRocksCluster): Promise<readonly Finding[]> {
  const configs = nodes.flatMap(({ config }) => Object.values(config).filter((value) => typeof value !== 'string'));
  const keys = nodes.flatMap(({ ssh }) => ssh.passphrase ?? []);
  const references = new Map(
    [...(sql.password === undefined ? [] : [sql.password]), ...configs, ...keys].map((ref): [string, SecretRef] => [
      describeSecret(ref),
      ref,
    ]),
  );
  return await Promise.all([...references].map(([name, ref]) => checkSecret(tools, name, ref)));
}

async function checkSecret(tools: Tools, name: string, ref: SecretRef): Promise<Finding> {
  try {
    await tools.resolveSecret(ref);
    return { gate: 'secrets', severity: 'ok', subject: name, message: `${name} is there` };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    const { message, hint } = error;
    const next = hint === undefined ? {} : { next: [hint] };
    return { gate: 'secrets', severity: 'refusal', subject: name, message, ...next };
  }
}

async function checkLogin(tools: Tools, { alias, ssh }: StarRocksNode): Promise<Finding> {
  try {
    await runScript(tools.ssh, ssh, 'true', { limitMs: 15_000, what: 'logging in' });
    const message = `${describeLogin(ssh)} answers with the known host key`;
    return { gate: 'ssh', severity: 'ok', subject: alias, message };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    const { message, hint } = error;
    const next = hint === undefined ? {} : { next: [hint] };
    return { gate: 'ssh', severity: 'refusal', subject: alias, message, ...next };
  }
}
