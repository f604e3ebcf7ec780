import { expect, test } from 'vitest';
import { giveVerb } from '../../client/give-verb.ts';
import { readDrain } from '../../client/read-drain.ts';
import { createRequestId } from '../../client/request-id.ts';
import { submit } from '../../client/submit.ts';
import { tuneOperation } from '../../client/tune-operation.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import { AUTO_DROP, CLONE_SLOTS } from '../../model/starrocks/knobs/knobs.ts';
import { backendRow, fill, knobOf, sql } from '../fixtures/sandbox-data.ts';
import { makeRequest } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

const runner = useRunner();
const { link } = runner;

async function resultOf({ workflowId, runId }: { workflowId: string; runId: string }): Promise<OperationProgress> {
  return (await runner.client.workflow.getHandle(workflowId, runId).result()) as OperationProgress;
}

test('a drain with too few hosts says so; a backend that is added beside it lets it end', {
  timeout: 240_000,
}, async () => {
  await withSandbox({ hosts: 1, frontends: 1, backends: 4, backendHosts: 5, speed: 50 }, async (sandbox) => {
    await fill(sandbox);
    const name = `c-${crypto.randomUUID()}`;
    const ask = (request: Partial<OperationRequest>) =>
      makeRequest({ id: createRequestId(), cluster: { ...sandbox.cluster, name }, role: 'be', ...request });
    const drain = ask({ verb: 'remove', nodes: ['be-4'] });
    // Nothing moves until it is known why it must not end: an empty backend would have gone by then.
    await sandbox.control('fault', { name: 'throttled' });
    // The first submit may come before the server has seen the worker poll.
    const holder = await until('a worker polls', () => submit(link, drain).catch(() => undefined));
    const target = { ...holder, name: drain.id };
    await until(
      'it is told to go',
      async () => (await backendRow(sandbox, 'be-4'))?.['SystemDecommissioned'] === 'true',
    );
    await sandbox.control('fault', { name: 'few-hosts' });
    await sandbox.control('cure', { name: 'throttled' });

    const stall = await until(
      'it names why nothing moves',
      async () => {
        const drain = await readDrain(link.client, holder.workflowId, holder.runId);
        return drain?.stall?.cause === 'few-hosts' ? drain.stall : undefined;
      },
      120_000,
    );
    expect(stall).toMatchObject({ lasting: 'permanent', next: expect.arrayContaining(['muster add be-5']) });

    expect(await tuneOperation(link, target, { by: 'test@here', knob: CLONE_SLOTS, value: '16' })).toMatchObject({
      now: { original: '8', ours: '16' },
    });
    expect(await knobOf(sandbox, CLONE_SLOTS)).toBe('16');

    await expect(submit(link, ask({ verb: 'restart', nodes: ['be-1'] }))).rejects.toMatchObject({
      code: 'CLUSTER_BUSY',
      details: expect.arrayContaining([expect.stringContaining('there are too few hosts for the replicas of a table')]),
    });
    const beside = await submit(link, ask({ verb: 'add', nodes: ['be-5'] }));
    expect(await resultOf(beside)).toMatchObject({ state: 'done' });

    expect(await resultOf(holder)).toMatchObject({ state: 'done', beside: [{ nodes: ['be-5'] }] });
    expect(await backendRow(sandbox, 'be-4')).toBeUndefined();
    expect(await backendRow(sandbox, 'be-5')).toMatchObject({ Alive: 'true', SystemDecommissioned: 'false' });
    expect(await knobOf(sandbox, CLONE_SLOTS)).toBe('8');
    expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
    const drained = (await sql(sandbox, "SHOW PROC '/statistic'")).find((row) => row['DbId'] === 'Total');
    expect(drained?.['UnhealthyTabletNum']).toBe('0');
  });
});

test('a drain that is abandoned leaves what was chosen', { timeout: 240_000 }, async () => {
  await withSandbox({ hosts: 1, frontends: 1, backends: 4, speed: 50 }, async (sandbox) => {
    await fill(sandbox);
    const cluster = { ...sandbox.cluster, name: `c-${crypto.randomUUID()}` };
    const drain = makeRequest({ id: createRequestId(), cluster, role: 'be', verb: 'remove', nodes: ['be-4'] });
    await sandbox.control('fault', { name: 'throttled' });
    const holder = await until('a worker polls', () => submit(link, drain).catch(() => undefined));
    await until(
      'it is told to go',
      async () => (await backendRow(sandbox, 'be-4'))?.['SystemDecommissioned'] === 'true',
    );
    const target = { ...holder, name: drain.id };
    await expect(giveVerb(link, target, 'abandon', { by: 'test@here' })).rejects.toMatchObject({
      hint: expect.stringContaining(`ADMIN SET FRONTEND CONFIG ("${AUTO_DROP}" = "true");`),
    });
    await giveVerb(link, target, 'abandon', { by: 'test@here', choice: 'put-back' });
    expect(await resultOf(holder)).toMatchObject({ state: 'abandoned' });
    expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
    await sandbox.control('cure', { name: 'throttled' });
    await until(
      'the product drops it by itself',
      async () => (await backendRow(sandbox, 'be-4')) === undefined,
      120_000,
    );
  });
});
