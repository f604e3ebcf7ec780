import { type DatabendCluster, type DatabendNode, databendHandle } from './databend/cluster-spec.ts';
import { type StarRocksCluster, type StarRocksNode, starRocksHandle } from './starrocks/cluster-spec.ts';

export type { SecretRef, SshJump, SshTarget } from './node-base.ts';

/** The cluster file, resolved: defaults applied, paths absolute, every string checked. */
export type ClusterSpec = StarRocksCluster | DatabendCluster;
export type NodeSpec = StarRocksNode | DatabendNode;

export type Engine = ClusterSpec['engine'];
/**
 * Of StarRocks: `fe` a frontend · `be` a backend, which holds data · `cn` a compute node, which holds none. Of Databend:
 * `meta` a member of the Meta service · `query` a Query node, which is a client of it.
 */
export type Role = NodeSpec['role'];

export const ROLES_OF = {
  starrocks: ['fe', 'be', 'cn'],
  databend: ['meta', 'query'],
} as const satisfies Readonly<Record<Engine, readonly Role[]>>;

/** As a sentence has it. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  fe: 'frontend',
  be: 'backend',
  cn: 'compute node',
  meta: 'meta node',
  query: 'query node',
};

/** The name under which the database knows a node. */
export function nodeHandle(node: NodeSpec): string {
  return node.role === 'meta' || node.role === 'query' ? databendHandle(node) : starRocksHandle(node);
}
