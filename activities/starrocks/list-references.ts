import type { SecretRef } from '../../model/cluster.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';

/** Every secret that the cluster file refers to, but those of SSH keys. */
export function listReferences({ sql, nodes }: StarRocksCluster): readonly SecretRef[] {
  const configs = nodes.flatMap(({ config }) => Object.values(config).filter((value) => typeof value !== 'string'));
  return [...(sql.password === undefined ? [] : [sql.password]), ...configs];
}
