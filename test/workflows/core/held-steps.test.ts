import { expect, test } from 'vitest';
import type { ClusterSpec } from '../../../model/cluster.ts';
import { Journal } from '../../../workflows/core/journal.ts';
import { OutlineSteps } from '../../../workflows/core/outline-steps.ts';
import type { Procedure, ProcedureInput } from '../../../workflows/core/procedure.ts';
import { PROCEDURES } from '../../../workflows/procedures.ts';
import { makeDatabend } from '../../fixtures/databend-cluster.ts';
import { makeBackend, makeCluster, makeRequest } from '../../fixtures/scripted-world.ts';

const STARROCKS: ClusterSpec = {
  ...makeCluster(),
  nodes: [...makeCluster().nodes, makeBackend(1), makeBackend(2), makeBackend(1, 'cn')],
};

const DATABEND: ClusterSpec = makeDatabend({ queries: 1 });

const NODES: Readonly<Record<string, readonly string[]>> = {
  fe: ['fe-2'],
  be: ['be-2'],
  cn: ['cn-1'],
  meta: ['meta-2'],
  query: ['query-1'],
};

/** The steps that wait for a window, as far as the way is known before anything was asked. */
async function listHeld(name: string, more: Partial<ProcedureInput>): Promise<readonly string[]> {
  const [engine, , role = ''] = name.split(' ');
  const cluster = engine === 'databend' ? DATABEND : STARROCKS;
  const nodes = NODES[role] ?? [];
  const journal = new Journal(makeRequest({ nodes }), () => {});
  const input = {
    cluster,
    nodes,
    lost: false,
    noDrain: false,
    confirm: [],
    limit: 1,
    replacements: ['meta-3'],
    usedIds: [],
  };
  const procedure = PROCEDURES[name as keyof typeof PROCEDURES] as Procedure;
  await procedure.run(new OutlineSteps(journal, true), { ...input, ...more });
  return journal
    .view()
    .steps.flatMap(({ id, disruptive }) => (disruptive === undefined ? [] : [`${id} (${disruptive})`]));
}

test('which steps of each procedure wait for a window', async () => {
  const lines: string[] = [];
  for (const name of Object.keys(PROCEDURES).sort()) {
    for (const more of name.includes('remove') ? [{}, { lost: true }, { noDrain: true }] : [{}]) {
      const flags = Object.keys(more).map((flag) => ` ${flag}`);
      const held = await listHeld(name, more);
      lines.push(`${name}${flags.join('')}: ${held.length === 0 ? 'nothing' : held.join(', ')}`);
    }
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/held-steps.txt');
});
