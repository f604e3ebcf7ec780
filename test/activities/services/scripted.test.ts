import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extendScope } from '../../../activities/context.ts';
import { scriptService } from '../../../activities/services/scripted.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';
import { until } from '../../fixtures/until.ts';

/** It takes as long as it is told to, and leaves behind a process that its pid file names. */
const SCRIPT = `#!/usr/bin/env bash
touch begun
while [ ! -e go ]; do sleep 0.02; done
bash -c 'exec -a sandboxed-program sleep 300' </dev/null >/dev/null 2>&1 &
echo $! > pid
`;
const DESCRIBE = `describe() {
  local pid
  pid=$(cat "$home/pid" 2>/dev/null) || return 0
  printf '%s x-1\\n' "$pid"
}`;

let server: SshServer;
let pool: SshPool;
let home: string;
beforeAll(async () => {
  server = await startSshServer();
  pool = new SshPool();
  home = mkdtempSync(join(tmpdir(), 'muster-scripted-'));
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin/start.sh'), SCRIPT);
  chmodSync(join(home, 'bin/start.sh'), 0o755);
});
afterAll(async () => {
  await pool.close();
  await server.close();
  rmSync(home, { recursive: true });
});

test('a start that was cancelled ends when its process is there to be stopped', async () => {
  const service = scriptService(pool, server.target, {
    name: 'bin/start.sh',
    commands: { start: 'bin/start.sh', stop: 'kill' },
    home,
    args: [],
    functions: DESCRIBE,
    variables: '',
    describe: 'describe',
    command: 'bin/start.sh',
    logs: '"$home/log"',
    looks: 100,
    startLimitMs: 120_000,
    stopLimitMs: 60_000,
    markers: ['sandboxed-program'],
  });
  const cancel = new AbortController();
  const starting = extendScope({ signal: cancel.signal }, () => service.start());
  await until('its script is at work', () => existsSync(join(home, 'begun')));
  cancel.abort(new Error('cancelled'));
  writeFileSync(join(home, 'go'), '');
  const { process } = await starting;
  expect(process).toBeDefined();
  expect(await service.stop({ pid: process?.pid ?? 0, started: '' })).toBe('stopped');
});
