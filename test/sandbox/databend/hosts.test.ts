import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../fixtures/until.ts';
import { connect } from '../host/ssh-client.ts';
import { HostShell } from './host-shell.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';

let one: HostShell;
let two: HostShell;

const sandbox = useSandbox({ engine: 'databend', meta: 2, metaHosts: 3, speed: 20 });

beforeAll(async () => {
  one = await HostShell.open(sandbox, 'meta-1');
  two = await HostShell.open(sandbox, 'meta-2');
});
afterAll(async () => {
  one?.close();
  two?.close();
});

const voters = async () => {
  const response = await fetch(`http://${one.address}:28002/v1/cluster/status`, {
    signal: AbortSignal.timeout(60_000),
  });
  return ((await response.json()) as { voters: { name: string }[] }).voters.map(({ name }) => name);
};

test('a host tells its own accounts and processes, and nothing of the others', async () => {
  expect(await one.say('id -un; id -u; sudo -n id -u; id -u databend')).toBe('databend\n997\n0\n997');
  expect(await one.run('id -u nobody-here')).toMatchObject({ code: 1, stderr: "id: 'nobody-here': no such user\n" });
  expect(await one.run('touch f; chown root f')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not permitted'),
  });
  expect(await one.run('sudo -n chown root:databend f; chown databend f')).toMatchObject({ code: 0 });
  expect(await one.say('sudo -n runuser -u databend -- id -un')).toBe('databend');
  const servers = (await one.say('ps -eww -o pid=,comm=,args='))
    .split('\n')
    .filter((line) => / databend-meta /.test(line));
  const pid = await one.say('systemctl show databend-meta -p MainPID --value');
  expect(servers.slice(1)).toEqual([]);
  expect(servers[0]).toMatch(
    new RegExp(`^ *${pid} databend-meta +${one.root}/usr/bin/databend-meta .*--config-file ${one.root}/`),
  );
  expect(await one.say(`ss -Hltnp 'sport = :28004'`)).toContain(`users:(("databend-meta",pid=${pid},`);
});

test('an admin port that is open on 127.0.0.1 only is reached from its own host, by curl and through SSH', async () => {
  await sandbox.control('fault', { name: 'admin-local', node: 'meta-1' });
  await until(
    'it serves again',
    async () => (await one.run('curl -sS http://127.0.0.1:28002/v1/health')).code === 0,
    60_000,
  );
  await expect(fetch(`http://${one.address}:28002/v1/health`)).rejects.toThrow('fetch failed');
  expect(await two.run('curl -sS http://127.0.0.1:28002/v1/health')).toMatchObject({
    code: 7,
    stderr: expect.stringContaining('Connection refused'),
  });
  const [host] = sandbox.info.hostsList;
  if (host === undefined) throw new Error('no host');
  const client = await connect({ dir: sandbox.info.dir, host, sshPort: sandbox.info.sshPort }, { user: 'databend' });
  const through = (port: number) =>
    new Promise<string>((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (fault, line) => {
        if (fault) return reject(fault);
        line.on('data', (text: Buffer) => resolve(text.toString()));
        line.write('GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n');
      });
    });
  expect(await through(28002)).toContain('{"status":"pass"}');
  await expect(through(28003)).rejects.toMatchObject({ reason: 2 });
  client.end();
  await sandbox.control('cure', { name: 'admin-local' });
  await until(
    'it is open again',
    () =>
      voters().then(
        (names) => names.length === 2,
        () => false,
      ),
    60_000,
  );
});

test('what keeps a member from starting: a foreign listener, a locked and a denied directory, a busy raft port that it does not notice', async () => {
  const three = await HostShell.open(sandbox, 'meta-3');
  expect(await three.run('databend-meta --version')).toMatchObject({ code: 127 });
  await three.say(`mkdir -p usr && tar -xzf ${sandbox.cluster.nodes[2]?.package} -C usr`);
  expect((await three.say('databend-meta --version')).split('\n')[0]).toMatch(
    /^databend-meta-cli-config v1\.2\.888-patch-8-/,
  );
  const config = (raftDir: string) =>
    [
      `--admin-api-address ${three.address}:28002 --grpc-api-address ${three.address}:9191`,
      `--grpc-api-advertise-host ${three.address} --raft-listen-host ${three.address}`,
      `--raft-advertise-host ${three.address} --raft-dir ${raftDir} --log-dir ${three.root}/var/log/databend --id 3`,
      `--join ${one.address}:28004 --wait-leader-timeout 20000`,
    ].join(' ');
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(28002, three.address, resolve));
  expect(await three.run(`databend-meta ${config(`${three.root}/var/lib/databend/raft`)}`)).toMatchObject({
    code: 101,
    stderr: expect.stringMatching(
      /panicked at .*entry\.rs:189:30:\nFailed to start http server: ListenError \{ message: "Address already in use/,
    ),
  });
  await new Promise((resolve) => taken.close(resolve));
  await three.say(`rm -rf ${three.root}/var/lib/databend/raft`);
  expect(await one.run(`databend-meta -c ${one.root}/etc/databend/databend-meta.toml`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Error: MetaWorker::work stopped before sending handle: channel closed'),
  });
  await sandbox.control('fault', { name: 'raft-dir-denied', node: 'meta-3' });
  expect(await three.run(`databend-meta ${config(`${three.root}/var/lib/databend/raft`)}`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Permission denied (os error 13)'),
  });
  await sandbox.control('cure', { name: 'raft-dir-denied' });
  await sandbox.control('fault', { name: 'busy-raft-port', node: 'meta-3' });
  // The other process has a vote of its own: by chance it unseats the leader, and a joiner that finds none gives up earlier.
  await until(
    'it waits in vain for a leader',
    async () => {
      const { code, stderr } = await three.run(`databend-meta ${config(`${three.root}/var/lib/databend/raft`)}`);
      expect(code).toBe(1);
      if (/Error: timeout after .* when receive an active leader/.test(stderr)) return true;
      expect(stderr).toMatch(/Error: fail to join node-3 to cluster via .* errors: $/m);
      return false;
    },
    60_000,
  );
  expect(await voters()).toContain('3');
  await sandbox.control('cure', { name: 'busy-raft-port' });
  three.close();
});

test('after a reboot what is enabled runs again, with its data', async () => {
  await two.say('systemctl enable databend-meta');
  const before = await two.say('systemctl show databend-meta -p MainPID --value');
  two.close();
  await sandbox.control('fault', { name: 'reboot', node: 'meta-2' });
  two = await HostShell.open(sandbox, 'meta-2');
  await until(
    'it has started again',
    async () => (await two.say('journalctl -u databend-meta -n 1 -o cat')).endsWith('Databend Metasrv started'),
    60_000,
  );
  expect(await two.say('systemctl show databend-meta -p MainPID --value')).not.toBe(before);
  expect(await two.say('journalctl -u databend-meta -o cat -n 12')).toContain('id=2 raft=');
});
