import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { readAdmission, suspendCluster } from '../../client/admission.ts';
import { runOpsList } from '../../client/commands/ops-list.ts';
import { runScheduleCreate } from '../../client/commands/schedule-create.ts';
import { runScheduleList } from '../../client/commands/schedule-list.ts';
import { runScheduleShow } from '../../client/commands/schedule-show.ts';
import { runScheduleTrigger } from '../../client/commands/schedule-trigger.ts';
import { runSuspend, runUnsuspend } from '../../client/commands/suspend.ts';
import { withLink } from '../../client/connect.ts';
import type { ExitCode } from '../../client/exit-codes.ts';
import { requireKnownCluster } from '../../client/require-known.ts';
import type { Terminal } from '../../client/terminal.ts';
import { operationWorkflowId } from '../../model/foreman.ts';
import { recordTerminal, ScheduleWorld, secondsFromNow } from '../fixtures/schedule-world.ts';
import { until } from '../fixtures/until.ts';

let world: ScheduleWorld;
let cluster: string;
let file: string;
let count = 0;

beforeAll(async () => {
  world = await ScheduleWorld.create(inject('temporalAddress'));
  await world.startWorker();
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  count += 1;
  cluster = `s${count}`;
  file = world.writeFile(cluster);
});

/** What is printed, as one line, whatever the width. */
async function say(command: (terminal: Terminal) => Promise<ExitCode>) {
  const { terminal, lines } = recordTerminal();
  const code = await command(terminal);
  return { code, text: lines.join(' ').replaceAll(/\s+/g, ' ') };
}

const WEEKLY = { cron: '0 3 * * 0', timezone: 'UTC', catchUp: 600_000 };
const create = (name: string, ifBusy: string, more = {}) =>
  say((terminal) => runScheduleCreate(name, ['restart', 'be'], { ...WEEKLY, file, ifBusy, ...more }, terminal));
const trigger = (name: string) => say((terminal) => runScheduleTrigger(name, { file }, terminal));
const show = (name: string) => say((terminal) => runScheduleShow(name, { file }, terminal));
const list = () => say((terminal) => runScheduleList({}, terminal));
const opsList = () => say((terminal) => runOpsList({ cluster }, terminal));
const suspend = () =>
  say((terminal) => runSuspend(undefined, { file, until: '4h', reason: 'quarter close' }, terminal));
const unsuspend = () => say((terminal) => runUnsuspend(undefined, { file, reason: 'closed early' }, terminal));

/** Opens by itself; one that is given while another lasts takes its place. */
async function suspendFor(ms: number): Promise<number> {
  const now = Date.now();
  const end = now + ms;
  const until = new Date(end).toISOString();
  const suspension = { by: 'ada@laptop', reason: 'a moment', since: new Date(now).toISOString(), until } as const;
  await withLink({}, (link) => suspendCluster(link, cluster, { ...suspension, running: 'leave' }));
  return end;
}

const operations = async () => {
  const query = `WorkflowType = 'operation' AND MusterCluster = '${cluster}'`;
  return (await world.client.workflow.count(query)).count;
};
const foreman = async () => await withLink({}, (link) => readAdmission(link, cluster));

/** The list of the server is late by a moment. */
const lastFiring = (name: string, outcome: string) =>
  until(`the last firing is ${outcome}`, async () => {
    const [last] = (await world.view(cluster, name)).firings;
    return last?.outcome === outcome && last;
  });

const HELD = /suspended until \d{4}-\d\d-\d\d \d\d:\d\d UTC by \S+@\S+: quarter close/;

test('with skip it is skipped, which every screen says with who suspended it, until when and why; nothing follows', async () => {
  await create('weekly', 'skip');
  await suspend();
  const said = await trigger('weekly');
  expect(said).toMatchObject({ code: 4, text: expect.stringMatching(/weekly of s\d+: skipped/) });
  expect(said.text).toMatch(HELD);
  const { operation } = await lastFiring('weekly', 'skipped');
  const shown = await show('weekly');
  expect(shown.text).toMatch(/last .*skipped, triggered by/);
  expect(shown.text).toMatch(HELD);
  await until('the list tells it', async () => HELD.test((await list()).text));
  expect((await opsList()).text).not.toContain(operation ?? 'nothing');

  await unsuspend();
  // The foreman has nothing more to watch over: what was skipped is not kept anywhere.
  await until('it has ended', async () => (await foreman()) === undefined);
  expect(await operations()).toBe(0);
  expect((await show('weekly')).text).toMatch(/last .*skipped, triggered by/);
  // The next one begins.
  expect(await trigger('weekly')).toMatchObject({ code: 7, text: expect.stringContaining('has begun') });
});

test('with queue it waits for the suspension, which is told, and begins by itself when that is taken back', async () => {
  await create('weekly', 'queue');
  await suspend();
  const said = await trigger('weekly');
  expect(said).toMatchObject({ code: 7, text: expect.stringMatching(/is in the queue place 1; operations are/) });
  expect(said.text).toMatch(HELD);
  const { operation = '' } = await lastFiring('weekly', 'queued');
  const shown = await show('weekly');
  expect(shown.text).toMatch(new RegExp(`operation ${operation}: queued, triggered by`));
  expect(shown.text).toMatch(HELD);
  await until('the list tells it', async () => HELD.test((await list()).text));
  const queued = new RegExp(`${operation} restart be-1, be-2 on ${cluster}, by schedule weekly .*waits in the queue`);
  await until('it is listed in the queue', async () => queued.test((await opsList()).text));
  // One of them is enough.
  expect(await trigger('weekly')).toMatchObject({
    code: 4,
    text: expect.stringContaining('the firing before this one still waits in the queue'),
  });
  expect(await operations()).toBe(0);

  await unsuspend();
  await until('it runs', async () => (await show('weekly')).text.includes(`operation ${operation}: running`));
  expect(await until('it is listed', async () => (await operations()) || undefined)).toBe(1);
  const listed = (await opsList()).text;
  expect(listed).toContain(operation);
  expect(listed).not.toContain('waits in the queue');
});

test('by the clock: what fires while it lasts begins by itself at its end, and what is to be skipped does not', async () => {
  await suspendFor(3_600_000);
  // Time enough to make both before it.
  const { at } = secondsFromNow(12);
  await create('queued', 'queue', { cron: undefined, at });
  await create('skipped', 'skip', { cron: undefined, at });
  const waiting = await lastFiring('queued', 'queued');
  expect(waiting).toMatchObject({ why: expect.stringContaining('by ada@laptop: a moment') });
  expect(waiting.state).toBeUndefined();
  await lastFiring('skipped', 'skipped');
  expect(await operations()).toBe(0);

  // Now it ends soon.
  const end = await suspendFor(2_000);
  await until('it runs', async () => (await world.view(cluster, 'queued')).firings[0]?.state === 'running');
  const { startTime } = await world.client.workflow
    .getHandle(operationWorkflowId(cluster, waiting.operation ?? ''))
    .describe();
  expect(startTime.getTime()).toBeGreaterThanOrEqual(end);
  expect(await until('it is listed', async () => (await operations()) || undefined)).toBe(1);
  expect((await world.view(cluster, 'skipped')).firings).toMatchObject([{ outcome: 'skipped' }]);
});

test('where something runs as well, it is the suspension that is told', async () => {
  await create('busy', 'skip');
  await trigger('busy');
  await suspend();
  const said = await trigger('busy');
  expect(said).toMatchObject({ code: 4, text: expect.stringMatching(HELD) });
  await create('patient', 'queue');
  expect((await trigger('patient')).text).toMatch(
    /place 1, behind operation \S+ \(restart be-1, be-2, .*; operations are suspended/,
  );
});

test('a cluster that has nothing but a schedule is known by its name', async () => {
  const known = () =>
    withLink({}, (link) => requireKnownCluster(link, cluster)).then(
      () => true,
      () => false,
    );
  expect(await known()).toBe(false);
  await create('weekly', 'skip');
  await until('it is known', known);
});
