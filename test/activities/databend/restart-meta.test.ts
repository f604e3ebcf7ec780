import { expect, test } from 'vitest';
import { readMembership } from '../../../activities/databend/find-leader.ts';
import { createMetas } from '../../../activities/databend/metas.ts';
import type { DatabendCluster } from '../../../model/databend/cluster-spec.ts';
import { until } from '../../fixtures/until.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const sandbox = useSandbox<DatabendCluster>({ engine: 'databend', meta: 3, metaHosts: 3, speed: 10 });
const tools = useTools();

const metas = createMetas(tools);

test('who leads is not stopped: that is told, and in the last round it is an error', async () => {
  const { cluster } = sandbox;
  const node = await until('somebody leads', async () => (await readMembership(tools, cluster)).view.leader?.name);
  const at = { cluster, node };
  const plan = await metas.restart.plan(at);
  expect(await metas.restart.perform(at, plan)).toMatchObject({
    value: { came: 'leads' },
    evidence: [{ answer: 'not stopped' }],
  });
  await expect(metas.restart.perform({ ...at, last: true }, plan)).rejects.toMatchObject({
    code: 'CHECK_REFUSED',
    kind: 'transient',
    message: expect.stringContaining('it leads again each time'),
  });
});
