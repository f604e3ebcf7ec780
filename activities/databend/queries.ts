import type { ChangeActivity, CheckActivity, WaitActivity } from '../../model/step.ts';
import { type ChangeWithTools, bindChange } from '../bind-change.ts';
import type { Tools } from '../tools.ts';
import { awaitQuery } from './await-query.ts';
import { type EndpointsInput, checkEndpoints } from './check-endpoints.ts';
import { checkRestartHost } from './check-restart-host.ts';
import { type EditEndpointsInput, editEndpoints } from './edit-endpoints.ts';
import type { NodeInput } from './find-node.ts';
import { findQueryFile } from './find-query-file.ts';
import { type LookAtQueryInput, lookAtQuery } from './look-at-query.ts';
import { type RefreshInput, refreshQuery } from './refresh-query.ts';
import { type RestartUnitInput, restartUnit } from './restart-unit.ts';
import { type StartUnitInput, startUnit } from './start-unit.ts';

/** What a procedure can do to Query nodes. Workflows see only these types. */
export interface Queries {
  readonly checkEndpoints: CheckActivity<EndpointsInput>;
  readonly checkRestartHost: CheckActivity<NodeInput>;
  readonly findFile: CheckActivity<NodeInput>;
  readonly look: CheckActivity<LookAtQueryInput>;
  readonly editEndpoints: ChangeActivity<EditEndpointsInput>;
  readonly refresh: ChangeActivity<RefreshInput>;
  readonly restart: ChangeActivity<RestartUnitInput>;
  readonly start: ChangeActivity<StartUnitInput>;
  readonly awaitQuery: WaitActivity<NodeInput>;
}

export function createQueries(tools: Tools): Queries {
  const bind = <Input>(change: ChangeWithTools<Input>) => bindChange(tools, change);
  return {
    checkEndpoints: (input) => checkEndpoints(tools, input),
    checkRestartHost: (input) => checkRestartHost(tools, input),
    findFile: (input) => findQueryFile(tools, input),
    look: (input) => lookAtQuery(tools, input),
    editEndpoints: bind(editEndpoints),
    refresh: bind(refreshQuery),
    restart: bind(restartUnit),
    start: bind(startUnit),
    awaitQuery: (input) => awaitQuery(tools, input),
  };
}
