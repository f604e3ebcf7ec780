import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { foremanWorkflowId } from '../../model/foreman.ts';
import { until } from '../fixtures/until.ts';
import { WorkWorld } from '../fixtures/work-world.ts';
import { askUntilAnswered } from '../faults/storm.ts';

/** Beyond the limit there is what was under way. */
const MOST_EVENTS = 450;
/** Each is some five events. */
const SUBMITS = 100;

let world: WorkWorld;

beforeAll(async () => {
  world = await WorkWorld.create({ address: inject('temporalAddress'), namespace: inject('temporalNamespace') });
});
afterAll(async () => {
  await world.scripted.close();
});

test('a foreman goes on in a new run before its history is long, and knows what runs', async () => {
  const held = await world.run('be-1');
  for (let submit = 0; submit < SUBMITS; submit++) {
    const answer = await askUntilAnswered(world.link, world.ask('be-2'), 'refuse');
    expect(answer).toMatchObject({ kind: 'refused', code: 'CLUSTER_BUSY', holder: held.id });
  }
  world.letGo('be-1');
  await world.untilIdle();
  const query = `WorkflowId = '${foremanWorkflowId(world.cluster.name)}'`;
  const lengths = await until('all of its runs are listed as ended', async () => {
    const found: number[] = [];
    for await (const { status, historyLength } of world.link.client.workflow.list({ query })) {
      if (status.name !== 'COMPLETED' && status.name !== 'CONTINUED_AS_NEW') return undefined;
      found.push(historyLength ?? 0);
    }
    return found.length > 1 && found;
  });
  expect(Math.max(...lengths)).toBeLessThan(MOST_EVENTS);
});
