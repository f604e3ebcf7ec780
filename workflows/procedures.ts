import { ApplicationFailure } from '@temporalio/workflow';
import type { Engine, Role } from '../model/cluster.ts';
import type { DatabendCluster } from '../model/databend/cluster-spec.ts';
import type { OperationRequest, OperationVerb } from '../model/operation.ts';
import type { StarRocksCluster } from '../model/starrocks/cluster-spec.ts';
import type { Procedure } from './core/procedure.ts';
import { restartMetas } from './databend/restart-metas.ts';
import { restartQueries } from './databend/restart-queries.ts';
import { removeMetas } from './databend/remove-metas.ts';
import { replaceMetas } from './databend/replace-metas.ts';
import { transferLeader } from './databend/transfer-leader.ts';
import { addBackends } from './starrocks/add-backends.ts';
import { addFrontend } from './starrocks/add-frontend.ts';
import { removeFrontends } from './starrocks/remove-frontends.ts';
import { deployFrontends } from './starrocks/deploy-frontends.ts';
import { removeComputeNodes } from './starrocks/remove-compute-nodes.ts';
import { restartBackends } from './starrocks/restart-backends.ts';
import { restartFrontends } from './starrocks/restart-frontends.ts';
import { removeBackends } from './starrocks/remove-backends.ts';
import { addMetas } from './databend/add-metas.ts';
import { deployMetas } from './databend/deploy-metas.ts';

/** Every procedure there is. A new one is a file and a line. */
export const PROCEDURES: Readonly<
  Partial<Record<`${Engine} ${OperationVerb} ${Role}`, Procedure<StarRocksCluster> | Procedure<DatabendCluster>>>
> = {
  'starrocks add fe': addFrontend,
  'starrocks add be': addBackends,
  'starrocks add cn': addBackends,
  'starrocks remove fe': removeFrontends,
  'starrocks remove cn': removeComputeNodes,
  'starrocks deploy fe': deployFrontends,
  'starrocks restart fe': restartFrontends,
  'starrocks restart be': restartBackends,
  'starrocks restart cn': restartBackends,
  'starrocks remove be': removeBackends,
  'databend restart meta': restartMetas,
  'databend restart query': restartQueries,
  'databend remove meta': removeMetas,
  'databend replace meta': replaceMetas,
  'databend transfer-leader meta': transferLeader,
  'databend add meta': addMetas,
  'databend deploy meta': deployMetas,
};

export function findProcedure({ cluster, verb, role }: OperationRequest): Procedure {
  const name = `${cluster.engine} ${verb} ${role}` as const;
  const found = PROCEDURES[name];
  if (found === undefined) throw ApplicationFailure.nonRetryable(`No procedure for ${name}`, 'BAD_INPUT');
  // Its name says which engine's clusters it takes.
  return found as Procedure;
}
