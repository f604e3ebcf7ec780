import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { runScheduleCreate } from '../../client/commands/schedule-create.ts';
import { runScheduleShow } from '../../client/commands/schedule-show.ts';
import { runScheduleTrigger } from '../../client/commands/schedule-trigger.ts';
import { OwnTemporal } from '../fixtures/own-temporal.ts';
import { recordTerminal, ScheduleWorld, secondsFromNow } from '../fixtures/schedule-world.ts';
import { until } from '../fixtures/until.ts';

/** The least that the server takes. */
const CATCH_UP = 10_000;
const HOUR = 3_600_000;

let server: OwnTemporal;
let world: ScheduleWorld;

beforeAll(async () => {
  server = await OwnTemporal.start(inject('temporalPath'));
  world = await ScheduleWorld.create(server.address);
});
afterAll(async () => {
  await world.close();
  await server.stop();
});

async function createOnce(name: string, file: string, at: string, catchUp: number): Promise<string> {
  const { terminal, lines } = recordTerminal();
  const flags = { at, timezone: 'UTC', ifBusy: 'queue', catchUp, file };
  await runScheduleCreate(name, ['restart', 'be'], flags, terminal);
  return lines.join('\n');
}

test('a firing that is too late is not made up for, whoever was away; one that is not too late is', async () => {
  const file = world.writeFile('prod');
  // Time enough to make each before it is due, and to end the server.
  const first = secondsFromNow(12);
  const created = await createOnce('no-worker', file, first.at, CATCH_UP);
  expect(created).toContain('No worker is there now; a firing that none takes up in time is not made up for.');
  await expect(runScheduleTrigger('no-worker', { file }, recordTerminal().terminal)).rejects.toMatchObject({
    code: 'NO_WORKER',
    message: expect.stringContaining('nothing was triggered'),
  });
  await until('it waits for a worker', async () => {
    const { firings } = await world.view('prod', 'no-worker');
    return firings.some(({ outcome }) => outcome === 'waiting');
  });

  const second = secondsFromNow(20);
  await createOnce('no-server', file, second.at, CATCH_UP);
  await createOnce('patient', file, second.at, HOUR);
  await server.kill();
  await until('both are too late', () => Date.now() > second.due + CATCH_UP + 1_000);
  await server.startAgain();
  await world.startWorker();

  const missed = await until('the worker has seen that it is late', async () => {
    const { firings } = await world.view('prod', 'no-worker');
    return firings.find(({ outcome }) => outcome !== 'waiting');
  });
  expect(missed).toMatchObject({ outcome: 'missed', why: 'no worker took it up in time' });
  const madeUp = await until('the patient one is made up for', async () => {
    const { firings } = await world.view('prod', 'patient');
    return firings.find(({ outcome }) => outcome !== 'waiting');
  });
  expect(madeUp).toMatchObject({ outcome: 'started', due: new Date(second.due).toISOString() });
  const over = await until('the server has counted it', async () => {
    const view = await world.view('prod', 'no-server');
    return view.missed > 0 && view;
  });
  expect(over).toMatchObject({ state: 'over', missed: 1, firings: [] });
  const { terminal, lines } = recordTerminal();
  await runScheduleShow('no-server', { file }, terminal);
  expect(lines.join('\n')).toContain('1 not made up for');
});
