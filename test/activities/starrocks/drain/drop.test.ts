import { beforeAll, expect, test } from 'vitest';
import { type DropInput, drop } from '../../../../activities/starrocks/drain/drop.ts';
import { type DrainSurvey, surveyDrain } from '../../../../activities/starrocks/survey-drain.ts';
import { verifyDrained } from '../../../../activities/starrocks/drain/verify-drained.ts';
import { backendRow, fill, handleOf, sql } from '../../../fixtures/sandbox-data.ts';
import { until } from '../../../fixtures/until.ts';
import { useSandbox } from '../../../fixtures/use-sandbox.ts';
import { useTools } from '../../../fixtures/use-tools.ts';

// What a phrase was typed for may have changed since: a window or a person can hold the DROP for days.

const sandbox = useSandbox({ hosts: 1, frontends: 1, backends: 4, speed: 50 });
const tools = useTools();

beforeAll(async () => {
  await sandbox.control('fault', { name: 'scheduler-off' });
  await fill(sandbox, { tables: 2, tablets: 12, replicas: 2 });
});

const die = async (node: string) => {
  await sandbox.control('kill', { node });
  await until('it is dead', async () => (await backendRow(sandbox, node))?.['Alive'] === 'false' || undefined);
};
const send = async (more: Partial<DropInput>) =>
  await drop.perform(tools, { cluster: sandbox.cluster, node: 'be-4', force: true, ...more });

test('one that was called lost and lives again is not dropped with what it holds', async () => {
  await expect(send({ lost: true, losing: 99 })).rejects.toMatchObject({
    code: 'CHECK_REFUSED',
    message: expect.stringMatching(/^be-4 lives again: its \d+ replicas can be moved$/),
  });
  await sql(sandbox, `ALTER SYSTEM DECOMMISSION BACKEND '${handleOf(sandbox, 'be-4')}'`);
  const backendId = (await backendRow(sandbox, 'be-4'))?.['BackendId'] ?? null;
  expect(await verifyDrained(tools, { cluster: sandbox.cluster, node: 'be-4', backendId, stays: 99 })).toMatchObject({
    kind: 'lost',
    reason: expect.stringMatching(/^be-4 lives again/),
  });
  expect(await backendRow(sandbox, 'be-4')).toBeDefined();
});

test('what has become the last replica since is not dropped with what was confirmed', async () => {
  await die('be-4');
  const question = { cluster: sandbox.cluster, nodes: ['be-4'], lost: true, noDrain: false };
  const [known] = ((await surveyDrain(tools, question)).value as DrainSurvey).nodes;
  expect(known).toMatchObject({ onlyHere: 0 });
  await die('be-3');
  await expect(send({ lost: true, losing: known?.onlyHere })).rejects.toMatchObject({
    code: 'CHECK_REFUSED',
    message: expect.stringMatching(/^be-4 has the last replica of \d+ tablets? by now, and 0 were confirmed: /),
  });
  expect(await backendRow(sandbox, 'be-4')).toBeDefined();
  await send({ lost: true, losing: 99 });
  expect(await backendRow(sandbox, 'be-4')).toBeUndefined();
});
