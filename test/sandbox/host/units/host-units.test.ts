import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SandboxHost } from '../../../../sandbox/engine.ts';
import { HostUnits } from '../../../../sandbox/host/units/host-units.ts';
import { answerJournalctl } from '../../../../sandbox/host/units/journalctl.ts';
import { answerSystemctl } from '../../../../sandbox/host/units/systemctl.ts';
import { isAlive } from '../../../../sandbox/daemon/sweep-processes.ts';
import { until } from '../../../fixtures/until.ts';

let root: string;
let host: SandboxHost;
let units: HostUnits;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'muster-units-'));
  host = { name: 'meta-1', role: 'meta', address: '127.0.0.1', root };
  mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
  units = new HostUnits({ host, env: { PATH: process.env['PATH'] ?? '', SANDBOX_DIR: root }, now: Date.now });
});
afterEach(async () => {
  await units.killAll();
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, script: string, more = ''): void {
  const path = join(root, `${name}.sh`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  writeFileSync(
    join(root, 'etc/systemd/system', `${name}.service`),
    `[Unit]\nDescription=A test\n[Service]\nType=simple\nExecStart=${path} $WORDS\nExecReload=/bin/kill -HUP $MAINPID\n${more}[Install]\nWantedBy=multi-user.target\n`,
  );
}

async function ask(line: string): Promise<string> {
  const { code, stdout, stderr } = await answerSystemctl(units, line.split(' '));
  return `${code} ${stdout}${stderr}`.trim();
}

async function show(name: string): Promise<string> {
  const reply = await ask(`show ${name} -p ActiveState,SubState,Result,ExecMainStatus,ExecMainCode`);
  return reply.replaceAll('\n', ' ');
}

const journal = (...args: string[]) => answerJournalctl(host, ['-u', 'one', '--no-pager', ...args], Date.now()).stdout;

test('a start returns at once, and a process that fails a moment later is seen only by asking', async () => {
  write('one', 'echo "it cannot: $1"; echo worse >&2; exit 3', 'Environment="WORDS=a b"\n');
  expect(await ask('start one')).toBe('0');
  await until('it has failed', async () => (await ask('is-active one')) === '3 failed', 60_000);
  expect(await show('one')).toBe(
    '0 Result=exit-code ExecMainCode=1 ExecMainStatus=3 ActiveState=failed SubState=failed',
  );
  expect(journal('-o', 'cat').split('\n')).toEqual(
    expect.arrayContaining([
      'Started one.service - A test.',
      'it cannot: a',
      'worse',
      'one.service: Main process exited, code=exited, status=3/n/a',
      "one.service: Failed with result 'exit-code'.",
    ]),
  );
  expect(journal('-n', '1')).toMatch(/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d meta-1 systemd\[1\]: one\.service: Failed/);
  expect(journal('--since', 'now')).toBe('-- No entries --\n');
  expect(await ask('reset-failed one')).toBe('0');
  expect(await ask('is-active one')).toBe('3 inactive');
});

test('SIGTERM and SIGHUP are clean ends, SIGKILL is a failure, and reload kills what does not catch it', async () => {
  write('one', 'exec sleep 1000');
  await ask('start one');
  const pid = Number((await ask('show one -p MainPID --value')).split(' ')[1]);
  expect(await ask('is-active one')).toBe('0 active');
  expect(await ask('stop one')).toBe('0');
  expect(isAlive(pid)).toBe(false);
  expect(await show('one')).toBe(
    '0 Result=success ExecMainCode=2 ExecMainStatus=15 ActiveState=inactive SubState=dead',
  );
  await ask('start one');
  expect(await ask('reload one')).toBe('0');
  await until('it is gone', async () => (await ask('is-active one')) === '3 inactive', 60_000);
  expect(await show('one')).toContain('ExecMainStatus=1 ');
  await ask('start one');
  await ask('kill -s KILL one');
  await until('it has failed', async () => (await ask('is-active one')) === '3 failed', 60_000);
  expect(await show('one')).toBe('0 Result=signal ExecMainCode=2 ExecMainStatus=9 ActiveState=failed SubState=failed');
  expect(await ask('reload one')).toBe('1 one.service is not active, cannot reload.');
});

test('what is enabled runs again after a reboot, what is disabled does not', async () => {
  write('one', 'exec sleep 1000');
  write('two', 'exec sleep 1000');
  expect(await ask('is-enabled one')).toBe('1 disabled');
  expect(await ask('enable one')).toMatch(/^0 Created symlink .*multi-user\.target\.wants\/one\.service → .*\.$/);
  expect(await ask('enable one')).toBe('0');
  expect(await ask('is-enabled one')).toBe('0 enabled');
  await ask('start one two');
  await units.reboot(async () => {
    for (const unit of units.list()) units.signal(unit, 'SIGKILL');
  });
  expect(await ask('is-active one two')).toBe('3 active\ninactive');
  expect(await ask('disable --now one')).toMatch(/^0 Removed /);
  expect(await ask('is-active one')).toBe('3 inactive');
});

test('an unknown unit, a missing program and a file that changed under a running unit are told apart', async () => {
  expect(await ask('start nope')).toBe('5 Failed to start nope.service: Unit nope.service not found.');
  expect(await ask('stop nope')).toBe('5 Failed to stop nope.service: Unit nope.service not loaded.');
  expect(await ask('status nope')).toBe('4 Unit nope.service could not be found.');
  expect(await ask('is-enabled nope')).toBe(
    '1 Failed to get unit file state for nope.service: No such file or directory',
  );
  expect(await ask('disable nope')).toBe('1 Failed to disable unit: Unit file nope.service does not exist.');
  expect(await ask('show nope -p LoadState,MainPID')).toBe('0 MainPID=0\nLoadState=not-found');
  write('one', 'exec sleep 1000');
  rmSync(join(root, 'one.sh'));
  expect(await ask('start one')).toBe('0');
  await until('it has failed', async () => (await ask('is-active one')) === '3 failed', 60_000);
  expect(await show('one')).toContain('ExecMainStatus=203 ');
  write('one', 'echo up; exec sleep 1000');
  await ask('start one');
  // It has read its script, which is written anew here together with the unit.
  await until('it is up', () => journal('-o', 'cat').includes('up\n'), 60_000);
  write('one', 'exec sleep 2000', 'User=other\n');
  expect(await ask('show one -p NeedDaemonReload,User')).toBe('0 User=\nNeedDaemonReload=yes');
  await ask('daemon-reload');
  expect(await ask('show one -p NeedDaemonReload,User')).toBe('0 User=other\nNeedDaemonReload=no');
});

test('a unit that has failed is known without its file until it is reset, and not as one that is loaded', async () => {
  write('one', 'exit 3');
  await ask('start one');
  await until('it has failed', async () => (await ask('is-active one')) === '3 failed', 60_000);
  rmSync(join(root, 'etc/systemd/system/one.service'));
  expect(await ask('daemon-reload')).toBe('0');
  expect(await ask('show one -p LoadState,ActiveState')).toBe('0 LoadState=not-found\nActiveState=failed');
  expect(await ask('reset-failed one')).toBe('0');
  expect(await ask('show one -p LoadState,ActiveState')).toBe('0 LoadState=not-found\nActiveState=inactive');
});
