import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';
import { HostShell } from './host-shell.ts';

interface NodeState {
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
}

let sandbox: TestSandbox;
let first: HostShell;
let second: HostShell;
beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 2, frontends: 1, speed: 20 });
  first = new HostShell(sandbox, 'fe-1');
  second = new HostShell(sandbox, 'fe-2');
  await sandbox.control('fault', { name: 'supervised', node: 'fe-1' });
});
afterAll(() => sandbox.stop());

async function stateOf(name: string): Promise<NodeState> {
  return (await sandbox.control<NodeState[]>('nodes')).find((node) => node.name === name)!;
}

async function untilBack(name: string, before: number | undefined): Promise<void> {
  await until(
    `${name} is back`,
    async () => {
      const { pid, state } = await stateOf(name);
      return pid !== null && pid !== before && state === 'serving';
    },
    60_000,
  );
}

describe('a supervised frontend', () => {
  it('comes back after a kill and after stop_fe.sh', async () => {
    expect(await sandbox.control('faults')).toEqual([{ name: 'supervised', node: 'fe-1' }]);
    let before = first.pid;
    await sandbox.control('kill', { node: 'fe-1' });
    await untilBack('fe-1', before);
    before = first.pid;
    expect((await first.stop()).code).toBe(0);
    await untilBack('fe-1', before);
  });

  it('is told by its pid and by its unit, as systemd tells them', async () => {
    const byPid = await first.run(`systemctl status --no-pager ${first.pid}`);
    expect(byPid.code).toBe(0);
    expect(byPid.out.split('\n')[0]).toBe('● starrocks-fe.service - StarRocks frontend');
    expect(byPid.out).toMatch(/Active: active \(running\) since /);
    expect(byPid.out).toContain(`Main PID: ${first.pid} (java)`);
    expect(await first.run('systemctl is-active starrocks-fe')).toEqual({ code: 0, out: 'active\n' });
    expect(await first.run('systemctl show -p Restart,MainPID starrocks-fe')).toEqual({
      code: 0,
      out: `Restart=always\nMainPID=${first.pid}\n`,
    });
    expect(await first.run(`systemctl show --property Id --value ${first.pid}`)).toEqual({
      code: 0,
      out: 'starrocks-fe.service\n',
    });
    expect((await first.run('systemctl list-units --type=service')).out).toContain('starrocks-fe.service');
    expect(await first.run('systemctl status --no-pager 1')).toEqual({
      code: 1,
      out: 'Failed to get unit for PID 1: PID 1 does not belong to any loaded unit.\n',
    });
  });

  it('stays away after systemctl stop, until systemctl start', async () => {
    const before = first.pid;
    expect((await first.run('sudo -n systemctl stop starrocks-fe')).code).toBe(0);
    expect(await first.run('systemctl is-active starrocks-fe')).toEqual({ code: 3, out: 'inactive\n' });
    expect((await first.run('systemctl status starrocks-fe')).out).toMatch(/^○ starrocks-fe\.service/);
    expect((await first.run('systemctl start starrocks-fe')).code).toBe(0);
    await untilBack('fe-1', before);
    const again = first.pid;
    expect((await first.run('systemctl restart starrocks-fe')).code).toBe(0);
    await untilBack('fe-1', again);
  });

  it('is started again with the arguments of before', async () => {
    await second.unpack();
    await sandbox.control('fault', { name: 'supervised', node: 'fe-2' });
    await second.start(`--helper ${first.address}:9010 --daemon`);
    await until('it starts', async () => (await stateOf('fe-2')).state === 'starting', 60_000);
    await until('it has looked around', async () => second.has('log/fe.log'), 60_000);
    await sandbox.control('kill', { node: 'fe-2' });
    await until('it is back', async () => (await stateOf('fe-2')).pid !== null, 60_000);
    expect((await second.run(`ps -p ${(await stateOf('fe-2')).pid} -o args=`)).out).toContain(
      `--helper ${first.address}:9010`,
    );
  });

  it('is one of no unit once that is cured, and stays down', async () => {
    await sandbox.control('cure', { name: 'supervised', node: 'fe-1' });
    expect((await first.run(`systemctl status --no-pager ${first.pid}`)).code).toBe(1);
    expect(await first.run('systemctl status starrocks-fe')).toEqual({
      code: 4,
      out: 'Unit starrocks-fe.service could not be found.\n',
    });
    await first.stop();
    // The other one would be back by then.
    await sandbox.control('kill', { node: 'fe-2' });
    await until('the other is back', async () => (await stateOf('fe-2')).pid !== null, 60_000);
    expect((await stateOf('fe-1')).pid).toBeNull();
  });
});
