import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMetas } from '../../../activities/databend/metas.ts';
import { unitService } from '../../../activities/services/systemd.ts';
import { type DatabendCluster, metasOf } from '../../../model/databend/cluster-spec.ts';
import type { ChangeActivity, ChangeResult } from '../../../model/step.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const sandbox = useSandbox<DatabendCluster>({ engine: 'databend', meta: 1, metaHosts: 2, speed: 10 });
const tools = useTools();

const { writeUnit, removeUnit } = createMetas(tools);

async function change<Input>(activity: ChangeActivity<Input>, input: Input): Promise<ChangeResult> {
  return await activity.perform(input, await activity.plan(input));
}

test('of a unit that failed before its file was taken back nothing is left, and it is written again', async () => {
  const at = { cluster: sandbox.cluster, node: 'meta-2' };
  const node = metasOf(sandbox.cluster).find(({ alias }) => alias === 'meta-2') ?? expect.fail('no meta-2');
  const service = unitService(tools.ssh, node.ssh, node.unit);
  expect(await change(writeUnit, at)).toMatchObject({ evidence: [{ answer: 'written, and read by systemd' }] });
  // There is no program yet.
  expect((await service.start()).unit).toMatchObject({ active: 'failed' });
  expect(await change(removeUnit, at)).toMatchObject({ evidence: [{ answer: 'removed' }] });
  expect((await service.inspect()).unit).toMatchObject({ load: 'not-found', active: 'inactive' });
  expect(await change(writeUnit, at)).toMatchObject({ evidence: [{ answer: 'written, and read by systemd' }] });
  expect(existsSync(join(node.unitDir, node.unit))).toBe(true);
});
