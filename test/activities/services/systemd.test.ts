import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enableUnit, unitService } from '../../../activities/services/systemd.ts';
import { redactor } from '../../../activities/secrets/redact.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { type SystemdHost, startSystemdHost } from '../../fixtures/systemd-host.ts';
import { until } from '../../fixtures/until.ts';

let host: SystemdHost;
let pool: SshPool;
beforeAll(async () => {
  host = await startSystemdHost();
  pool = new SshPool();
});
afterAll(async () => {
  await pool.close();
  await host.close();
});

const service = (unit: string) => unitService(pool, host.target, unit, { looks: 2 });

it('starts a unit, finds it running the second time, and stops exactly the process it was told', async () => {
  host.write('one.service', 'echo serving; exec sleep 1000');
  const one = service('one.service');
  expect(await one.inspect()).toMatchObject({ words: 'does not run', unit: { load: 'loaded', file: 'disabled' } });
  const { process, words } = await one.start();
  expect(words).toBe(`runs as pid ${process?.pid}`);
  expect((await one.start()).process).toEqual(process);
  await until('it has begun', async () => (await one.lastWords()).includes('serving'));
  expect(await one.stop({ pid: process?.pid ?? 0, started: 'another' })).toBe('already gone');
  expect((await one.inspect()).process).toEqual(process);
  expect(await one.stop(process)).toBe('stopped');
  expect(await one.inspect()).toMatchObject({ words: 'does not run: it was stopped' });
  expect(await one.stop()).toBe('already gone');
  expect(await one.lastWords()).toEqual(expect.arrayContaining(['serving', 'Stopped one.service - A test.']));
});

it('says of a start that came to nothing how it ended, and starts it again although it has failed', async () => {
  const gate = join(host.root, 'gate');
  host.write('two.service', `if [ -e ${gate} ]; then exec sleep 1000; fi\nsleep 0.1; echo 'Error: not so' >&2; exit 1`);
  const two = service('two.service');
  // It is looked at until it has ended, however long that takes to begin.
  const failed = await unitService(pool, host.target, 'two.service', { looks: 60 }).start();
  expect(failed).toMatchObject({ words: 'failed: it ended with code 1', unit: { ended: 'exited', status: 1 } });
  expect(failed.process).toBeUndefined();
  expect(await two.lastWords(5)).toContain('Error: not so');
  host.write('two.service', 'exec sleep 1000');
  expect((await two.start()).process).toBeDefined();
  await two.stop();
});

it('keeps a secret out of the last words', async () => {
  redactor.remember('hunter2-is-secret');
  host.write('three.service', 'echo password hunter2-is-secret; exec sleep 1000');
  const three = service('three.service');
  await three.start();
  const said = await until('it has said something', async () => {
    const words = (await three.lastWords()).join('\n');
    return words.includes('password') && words;
  });
  expect(said).not.toContain('hunter2');
  await three.stop();
});

it('enables and disables, and says which unit there is not', async () => {
  host.write('four.service', 'exec sleep 1000');
  await enableUnit(pool, host.target, 'four.service', true);
  expect((await service('four.service').inspect()).unit?.file).toBe('enabled');
  await enableUnit(pool, host.target, 'four.service', false);
  expect((await service('four.service').inspect()).unit?.file).toBe('disabled');
  expect((await service('none.service').inspect()).words).toBe('is not known to systemd');
  await expect(service('none.service').start()).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
    kind: 'refused',
    message: expect.stringContaining('Unit none.service not found.'),
  });
});

it('says who may start a unit when systemctl refuses', async () => {
  host.answer('systemctl', 1, 'Failed to start one.service: Access denied');
  await expect(service('one.service').start()).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('Access denied'),
    hint: expect.stringContaining('become: root'),
  });
  rmSync(join(host.root, '.sandbox/answer-systemctl'));
});
