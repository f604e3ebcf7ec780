import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runScheduleCreate, type ScheduleCreateOptions } from '../../client/commands/schedule-create.ts';
import { runScheduleList } from '../../client/commands/schedule-list.ts';
import { runScheduleShow } from '../../client/commands/schedule-show.ts';
import { runScheduleTrigger } from '../../client/commands/schedule-trigger.ts';
import { runScheduleUpdate } from '../../client/commands/schedule-update.ts';
import { runScheduleVerb } from '../../client/commands/schedule-verb.ts';
import type { ExitCode } from '../../client/exit-codes.ts';
import type { Terminal } from '../../client/terminal.ts';
import { parseCron } from '../../model/schedule/cron.ts';
import { findNextTimes } from '../../model/schedule/next-times.ts';
import { findInstants, readWallClock } from '../../model/schedule/wall-clock.ts';
import { CATCH_UP_MS, type FiringInput, scheduleId } from '../../model/schedule/schedule.ts';
import { recordTerminal, ScheduleWorld, secondsFromNow } from '../fixtures/schedule-world.ts';
import { until } from '../fixtures/until.ts';

let world: ScheduleWorld;

beforeAll(async () => {
  world = await ScheduleWorld.create(inject('temporalAddress'));
  await world.startWorker();
});
afterAll(async () => {
  await world.close();
});

let count = 0;
/** A cluster of each test's own, and its file. */
function makeOwn(): { readonly cluster: string; readonly file: string } {
  count++;
  const cluster = `c${count}`;
  return { cluster, file: world.writeFile(cluster) };
}

const WEEKLY = { cron: '0 3 * * 0', timezone: 'Asia/Shanghai', ifBusy: 'skip', catchUp: CATCH_UP_MS };
const RESTART = ['restart', 'be'];

async function say(
  command: (terminal: Terminal) => Promise<ExitCode>,
): Promise<{ readonly code: ExitCode; readonly text: string }> {
  const { terminal, lines } = recordTerminal();
  const code = await command(terminal);
  return { code, text: lines.join('\n') };
}

async function create(name: string, file: string, flags: Partial<ScheduleCreateOptions> = {}, words = RESTART) {
  return await say((terminal) => runScheduleCreate(name, words, { ...WEEKLY, file, ...flags }, terminal));
}

const show = (name: string, file: string) => say((terminal) => runScheduleShow(name, { file }, terminal));
const trigger = (name: string, file: string) => say((terminal) => runScheduleTrigger(name, { file }, terminal));

describe('a schedule', () => {
  test('is handed to the server as it is meant, and told with its next times', async () => {
    const { cluster, file } = makeOwn();
    const { code, text } = await create('weekly-restart', file, { why: 'leaks' });
    expect(code).toBe(0);
    expect(text).toContain(`schedule weekly-restart of ${cluster}`);
    const { policies, memo, state, info } = await world.client.schedule
      .getHandle(scheduleId(cluster, 'weekly-restart'))
      .describe();
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: CATCH_UP_MS, pauseOnFailure: false });
    expect(state).toMatchObject({ paused: false });
    expect(memo).toMatchObject({
      cluster,
      command: 'restart be',
      when: '0 3 * * 0 in Asia/Shanghai',
      ifBusy: 'skip',
      why: 'leaks',
      by: expect.stringContaining('@'),
    });
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
    for (const time of info.nextActionTimes.slice(0, 3)) expect(text).toContain(`Sun ${day.format(time)} 03:00 GMT+8`);
  });

  test.each([
    ['*/7 1-3 * * *', 'Europe/Berlin'],
    ['30 2 * 3,10 *', 'Europe/Berlin'],
    ['30 1 1-9 11 *', 'America/New_York'],
    ['30 2 25-31 10 *', 'Europe/Berlin'],
    ['15 2 * 4,9 SUN', 'Pacific/Auckland'],
    ['0 0 29 2 *', 'UTC'],
    ['15 */6 13 * FRI', 'America/St_Johns'],
    ['@monthly', 'Asia/Kolkata'],
  ])('%s in %s is to the server what it is here', async (cron, timezone) => {
    const { cluster, file } = makeOwn();
    const { code } = await create('same', file, { cron, timezone });
    expect(code).toBe(0);
    const { info } = await world.client.schedule.getHandle(scheduleId(cluster, 'same')).describe();
    const [first] = info.nextActionTimes;
    const times = info.nextActionTimes.map((time) => time.getTime());
    const last = times.at(-1) ?? 0;
    const here = findNextTimes(parseCron(cron), timezone, (first?.getTime() ?? 0) - 1, 2 * times.length);
    // Of an hour that comes twice the server may leave out one; which, its own library of zones decides.
    const twice = (time: number) => findInstants(timezone, readWallClock(timezone, time)).length > 1;
    expect(times.length).toBeGreaterThan(0);
    expect(here.filter((time) => time <= last && (!twice(time) || times.includes(time)))).toEqual(times);
  });

  test('fires by the clock, once where it was made for once, and is then done', async () => {
    const { cluster, file } = makeOwn();
    const { at, due } = secondsFromNow(12);
    await create('tonight', file, { cron: undefined, at, timezone: 'UTC' });
    const view = await until('it has fired', async () => {
      const seen = await world.view(cluster, 'tonight');
      return seen.state !== 'active' && seen.firings.some(({ outcome }) => outcome !== 'waiting') && seen;
    });
    expect(view.firings).toMatchObject([{ outcome: 'started', due: new Date(due).toISOString() }]);
    expect(view.state).toBe('done');
    expect((await show('tonight', file)).text).toMatch(/done[\s\S]*: running\n[\s\S]*muster schedule delete/);
  });

  test('is let fire by hand: it begins in a free cluster, and is skipped in a busy one, which is recorded', async () => {
    const { file } = makeOwn();
    await create('weekly', file);
    const first = await trigger('weekly', file);
    expect(first).toMatchObject({ code: 7, text: expect.stringMatching(/operation \d\w{7} has begun/) });
    const second = await trigger('weekly', file);
    expect(second).toMatchObject({ code: 4, text: expect.stringMatching(/weekly of c\d+: skipped$/m) });
    expect(second.text).toMatch(/operation \d\w{7} \(restart be-1, be-2, by schedule weekly/);
    const shown = await until('both are listed', async () => {
      const { text } = await show('weekly', file);
      return text.includes(': running') && text.includes('skipped') && text;
    });
    expect(shown).toMatch(/skipped, triggered by[\s\S]*restart be-1[\s\S]*: running,\s+triggered by/);
  });

  test.each(['before', 'after'] as const)('asks once, although its worker is lost %s it has asked', async (when) => {
    const { cluster, file } = makeOwn();
    await create('weekly', file);
    world.failSubmit = when;
    expect(await trigger('weekly', file)).toMatchObject({ code: 7, text: expect.stringContaining('has begun') });
    const { firings } = await until('it is listed', async () => {
      const seen = await world.view(cluster, 'weekly');
      return seen.firings.some(({ state }) => state === 'running') && seen;
    });
    expect(firings).toHaveLength(1);
    expect(world.failSubmit).toBeUndefined();
    const query = `WorkflowType = 'operation' AND MusterCluster = '${cluster}'`;
    const count = async () => (await world.client.workflow.count(query)).count;
    expect(await until('its operation is listed', async () => (await count()) || undefined)).toBe(1);
  });

  test('into a busy cluster queues where that was asked for, and not twice', async () => {
    const { cluster, file } = makeOwn();
    await create('weekly', file, { ifBusy: 'queue' });
    await trigger('weekly', file);
    expect(await trigger('weekly', file)).toMatchObject({
      code: 7,
      text: expect.stringMatching(/is in the queue[\s\S]*place 1, behind operation/),
    });
    const view = await until('it is listed', async () => {
      const seen = await world.view(cluster, 'weekly');
      return seen.firings.filter(({ outcome }) => outcome !== 'waiting').length === 2 && seen;
    });
    expect(view.firings.map(({ outcome }) => outcome)).toEqual(['queued', 'started']);
    expect(await trigger('weekly', file)).toMatchObject({
      code: 4,
      text: expect.stringMatching(/the firing\s+before this one still waits in the queue/),
    });
    await create('monthly', file, { ifBusy: 'queue' });
    expect(await trigger('monthly', file)).toMatchObject({ text: expect.stringMatching(/place 2, behind operation/) });
  });

  test('that is paused does not fire, says why, and can be resumed', async () => {
    const { cluster, file } = makeOwn();
    await create('weekly', file);
    const { at } = secondsFromNow(12);
    await create('tonight', file, { cron: undefined, at, timezone: 'UTC' });
    for (const name of ['tonight', 'weekly']) {
      await say((terminal) => runScheduleVerb('pause', name, { file, reason: 'quarter close' }, terminal));
    }
    expect((await show('weekly', file)).text).toMatch(/paused[\s\S]*paused by .*: quarter close[\s\S]*would be/);
    const over = await until('its time is over', async () => {
      const seen = await world.view(cluster, 'tonight');
      return seen.state === 'over' && seen;
    });
    expect(over.firings).toEqual([]);
    await say((terminal) => runScheduleVerb('resume', 'weekly', { file }, terminal));
    expect((await show('weekly', file)).text).toMatch(/of c\d+ {3}active[\s\S]*resumed by/);
  });

  test('takes the cluster file anew when it is told to', async () => {
    const { cluster, file } = makeOwn();
    await create('weekly', file);
    const nodes = async () => {
      const { action } = await world.client.schedule.getHandle(scheduleId(cluster, 'weekly')).describe();
      const [input] = (action.args ?? []) as unknown as readonly [FiringInput];
      return input.request.nodes;
    };
    expect(await nodes()).toEqual(['be-1', 'be-2']);
    world.writeFile(cluster, 3);
    expect(await nodes()).toEqual(['be-1', 'be-2']);
    await say((terminal) => runScheduleUpdate('weekly', { file }, terminal));
    expect(await nodes()).toEqual(['be-1', 'be-2', 'be-3']);
    const other = makeOwn();
    await expect(
      say((terminal) => runScheduleUpdate(`${cluster}/weekly`, { file: other.file }, terminal)),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(`and the schedule of ${cluster}`) });
  });

  test('is listed until it is deleted, and then not known', async () => {
    const { cluster, file } = makeOwn();
    await create('weekly', file);
    const list = () => say((terminal) => runScheduleList({}, terminal));
    await until('it is listed', async () => (await list()).text.includes(`weekly of ${cluster}`));
    const deleted = await say((terminal) => runScheduleVerb('delete', 'weekly', { file }, terminal));
    expect(deleted).toMatchObject({ code: 0, text: expect.stringContaining('is deleted') });
    await until('it is not listed', async () => !(await list()).text.includes(`weekly of ${cluster}`));
    await expect(show('weekly', file)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `No schedule weekly of ${cluster} is known`,
    });
    await expect(trigger('weekly', file)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('before anything is made it is said', () => {
  test.each([
    ['that the name is none', 'my/restart', {}, RESTART, /"my\/restart" is no name for a schedule/],
    ['that the cron never fires', 'bad', { cron: '0 0 30 2 *' }, RESTART, /never fires/],
    ['that the zone is none', 'bad', { timezone: 'Mars/Base' }, RESTART, /No time zone is called "Mars\/Base"/],
    ['that a node is not known', 'bad', {}, ['restart', 'be-9'], /No node "be-9"/],
    ['that there is no operation', 'bad', {}, [], /No operation is given/],
    ['that a word is no operation', 'bad', {}, ['reboot', 'be-1'], /unknown command 'reboot'/],
    ['that a flag is none', 'bad', {}, ['restart', 'be-1', '--frob'], /unknown option '--frob'/],
    ['that nobody is there for a phrase', 'bad', {}, ['remove', 'be-1', '--no-drain'], /nobody is there to be asked/],
    ['that nobody has looked', 'bad', {}, ['restart', 'be', '--take-over', '--reason', 'x'], /somebody who has looked/],
    ['that a word for a busy cluster is none', 'bad', { ifBusy: 'panic' }, RESTART, /expected skip or queue/],
  ] as const)('%s', async (_what, name, flags, words, message) => {
    const { cluster, file } = makeOwn();
    await expect(create(name, file, flags, [...words])).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message),
    });
    const scheduled = world.client.schedule.getHandle(scheduleId(cluster, name)).describe();
    await expect(scheduled).rejects.toThrow('not found');
  });

  test('that the name is taken, by whom and for what', async () => {
    const { cluster, file } = makeOwn();
    await create('weekly', file);
    await expect(create('weekly', file, { cron: '@daily' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(
        new RegExp(
          `^${cluster} has a schedule weekly already: restart be, 0 3 \\* \\* 0 in Asia/Shanghai, made by .*@`,
        ),
      ),
    });
  });
});
