import { Client, ServiceError } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { readAdmission } from '../../client/admission.ts';
import type { Link } from '../../client/connect.ts';
import { submitOrQueue } from '../../client/submit.ts';
import { DEFAULT_NAMESPACE } from '../../model/operation.ts';
import { OwnTemporal } from '../fixtures/own-temporal.ts';
import { until } from '../fixtures/until.ts';
import { WorkWorld } from '../fixtures/work-world.ts';

let temporal: OwnTemporal;
let world: WorkWorld;

beforeAll(async () => {
  temporal = await OwnTemporal.start(inject('temporalPath'));
  world = await WorkWorld.create({ address: temporal.address, namespace: DEFAULT_NAMESPACE });
});
afterAll(async () => {
  await world.scripted.close();
  await temporal.stop();
});
beforeEach(() => {
  world.reset();
});

const inTurn = (...nodes: readonly string[]) => nodes.flatMap((node) => [`begin ${node}`, `end ${node}`]);

/** The server has the question and answers it, and the answer never comes. */
function makeDeaf(times: number): Link & { readonly lost: () => number } {
  let lost = 0;
  const client = new Client({
    connection: world.link.client.connection,
    namespace: world.link.namespace,
    interceptors: {
      workflow: [
        {
          async startUpdateWithStart(input, next) {
            const answer = await next(input);
            if (lost >= times) return answer;
            await answer.workflowExecution;
            lost++;
            throw new ServiceError('the answer was lost', {
              cause: Object.assign(new Error('14 UNAVAILABLE'), { code: 14, details: 'lost', metadata: {} }),
            });
          },
        },
      ],
    },
  });
  return { ...world.link, client, lost: () => lost };
}

test('a submit of which the answer is lost once is given the same answer again, and is taken once', async () => {
  await world.run('be-1');
  const deaf = makeDeaf(1);
  const second = world.ask('be-2');
  expect(await submitOrQueue(deaf, second, 'queue')).toMatchObject({ kind: 'queued', place: 1 });
  expect(deaf.lost()).toBe(1);
  expect((await readAdmission(world.link, world.cluster.name))?.queue).toHaveLength(1);
  world.letGo('be-1', 'be-2');
  await world.untilIdle();
  expect(world.log).toEqual(inTurn('be-1', 'be-2'));
});

test('one of which every answer is lost is found where it is: at work, or in the queue', async () => {
  const deaf = makeDeaf(Number.POSITIVE_INFINITY);
  const first = world.ask('be-1');
  const begun = await submitOrQueue(deaf, first, 'queue');
  expect(begun).toMatchObject({ kind: 'running', workflowId: world.operation(first).workflowId });
  await world.untilLog('begin be-1');
  expect(await submitOrQueue(deaf, world.ask('be-2'), 'queue')).toMatchObject({
    kind: 'queued',
    place: 1,
    behind: [{ id: first.id }],
  });
  world.letGo('be-1', 'be-2');
  await world.untilIdle();
  expect(world.log).toEqual(inTurn('be-1', 'be-2'));
});

test('a server that is killed with a queue goes on with it, in its order, when it is there again', async () => {
  await world.run('be-1');
  await world.queue('be-2');
  await world.queue('be-3');
  await temporal.kill();
  await temporal.startAgain();
  const waiting = async () => (await readAdmission(world.link, world.cluster.name))?.queue.map(({ what }) => what);
  expect(await until('it answers', () => waiting().catch(() => undefined), 60_000)).toEqual([
    'restart be-2',
    'restart be-3',
  ]);
  world.letGo('be-1', 'be-2', 'be-3');
  await until(
    'it has ended',
    () =>
      world.untilIdle().then(
        () => true,
        () => undefined,
      ),
    120_000,
  );
  expect(world.log.filter((line, place) => line !== world.log[place - 1])).toEqual(inTurn('be-1', 'be-2', 'be-3'));
});
