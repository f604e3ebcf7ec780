import { ask as askWindows } from './windows.ts';
import { lastProgress } from './last-progress.ts';
import { createLook as createDatabendLook } from './databend/look.ts';
import { createMetas } from './databend/metas.ts';
import { createQueries } from './databend/queries.ts';
import { createForemanEyes } from './foreman/foreman-eyes.ts';
import { submit } from './foreman/submit.ts';
import { keepLeases } from './lease/keep.ts';
import { createLeases } from './lease/leases.ts';
import { write } from './records/write.ts';
import { createNotices } from './notices/create-notices.ts';
import { createBackends } from './starrocks/backends.ts';
import { createFrontends } from './starrocks/frontends.ts';
import { createLook } from './starrocks/look.ts';
import { createTools, type Tools } from './tools.ts';

export { redact } from './tools.ts';

type ActivityFunction = (...args: never[]) => Promise<unknown>;

/** Every activity under the name that workflows use: `<engine>.<group>.<step>` or `….plan` and `….perform`. */
export function createActivities(tools: Tools = createTools()): Record<string, ActivityFunction> {
  return {
    ...flatten('muster.operation', { lastProgress }),
    ...flatten('muster.foreman', { ...createForemanEyes(), submit }),
    ...flatten('muster.windows', { ask: askWindows }),
    ...flatten('muster.records', { write }),
    ...flatten('muster.lease', createLeases(tools)),
    ...keepLeases(tools, {
      ...flatten('starrocks.frontends', createFrontends(tools)),
      ...flatten('starrocks.backends', createBackends(tools)),
      ...flatten('starrocks.look', createLook(tools)),
      ...flatten('databend.metas', createMetas(tools)),
      ...flatten('databend.queries', createQueries(tools)),
      ...flatten('databend.look', createDatabendLook(tools)),
    }),
    ...flatten('muster.notices', createNotices(tools)),
  };
}

function flatten(prefix: string, group: object): Record<string, ActivityFunction> {
  return Object.fromEntries(
    Object.entries(group).flatMap(([name, value]) =>
      typeof value === 'function'
        ? [[`${prefix}.${name}`, value]]
        : Object.entries(value as object).map(([part, run]) => [`${prefix}.${name}.${part}`, run]),
    ),
  ) as Record<string, ActivityFunction>;
}
