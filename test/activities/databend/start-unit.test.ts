import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMetas } from '../../../activities/databend/metas.ts';
import type { DatabendCluster } from '../../../model/databend/cluster-spec.ts';
import type { Snapshot } from '../../../sandbox/databend/snapshot.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const sandbox = useSandbox<DatabendCluster>({ engine: 'databend', meta: 3, speed: 10 });
const tools = useTools();

const { start, stop } = createMetas(tools);

test('a unit that an earlier try starts while its ports are looked at is its own, and no stranger', async () => {
  const at = { cluster: sandbox.cluster, node: 'meta-3' };
  const stopping = { ...at, disable: true };
  await stop.perform(stopping, await stop.plan(stopping));
  const plan = await start.plan(at);
  // Where the ports are asked for, the other try has just come to its start.
  const shim = join(sandbox.info.dir, 'shims/ss');
  const real = join(sandbox.info.dir, 'shims/ss-of-the-sandbox');
  copyFileSync(shim, real);
  writeFileSync(
    shim,
    [
      '#!/usr/bin/env bash',
      'systemctl start databend-meta.service',
      `until [[ -n $("${real}" -Hltn "sport = :28004") ]]; do sleep 0.1; done`,
      `exec "${real}" "$@"`,
    ].join('\n'),
  );
  const { value } = await start.perform(at, plan);
  expect(value).toMatchObject({ process: expect.any(String) });
  expect((await sandbox.control<Snapshot>('snapshot')).units['meta-3']).toMatchObject({ active: 'active' });
});
