import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MusterError } from '../model/error.ts';
import { isDaemon, readSandbox } from './daemon/read-sandbox.ts';
import { isAlive, sweepProcesses } from './daemon/sweep-processes.ts';
import type { ControlRequest } from './engine.ts';
import { sandboxPaths } from './host/layout.ts';

export { listSandboxes, readSandbox } from './daemon/read-sandbox.ts';
export { type StartOptions, startSandbox } from './daemon/start-sandbox.ts';

const ASK_LIMIT_MS = 60_000;
const GONE_LIMIT_MS = 30_000;

/** Ends a sandbox and removes its directory. False when there was none. */
export async function stopSandbox(given: string): Promise<boolean> {
  const dir = resolve(given);
  const { marker } = sandboxPaths(dir);
  if (!existsSync(marker)) return false;
  const pid = readSandbox(dir)?.pid ?? Number(readFileSync(marker, 'utf8'));
  if (isDaemon(pid, dir)) {
    process.kill(pid, 'SIGTERM');
    const deadline = performance.now() + GONE_LIMIT_MS;
    while (isAlive(pid) && performance.now() < deadline) await pause(20);
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
  await sweepProcesses(dir);
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  return true;
}

/** Asks the sandbox's own process; throws what it answers when it refuses. */
export async function controlSandbox(dir: string, request: ControlRequest): Promise<unknown> {
  const info = readSandbox(dir);
  if (info === undefined) {
    throw new MusterError('NOT_FOUND', `No sandbox runs in ${resolve(dir)}`, { hint: 'muster sandbox up' });
  }
  const line = await askOnce(info.controlSocket, JSON.stringify(request));
  const reply = JSON.parse(line) as { ok: true; value: unknown } | { ok: false; message: string };
  if (reply.ok) return reply.value;
  throw new MusterError('SANDBOX_FAILED', reply.message, {
    hint: /fault|cure/.test(request.command) ? 'muster sandbox fault' : 'muster sandbox nodes',
  });
}

function askOnce(path: string, line: string): Promise<string> {
  return new Promise((resolveLine, reject) => {
    const fail = (message: string, cause?: Error) =>
      reject(new MusterError('SANDBOX_FAILED', message, { hint: 'muster sandbox list', cause }));
    let text = '';
    const socket = connect(path, () => socket.write(`${line}\n`));
    socket.setEncoding('utf8');
    socket.setTimeout(ASK_LIMIT_MS, () => {
      fail(`The sandbox did not answer within ${ASK_LIMIT_MS / 1000} s`);
      socket.destroy();
    });
    socket.on('error', (error) => fail(`The sandbox cannot be asked: ${error.message}`, error));
    socket.on('close', () => fail('The sandbox ended before it answered'));
    socket.on('data', (part: string) => {
      text += part;
      if (!text.includes('\n')) return;
      resolveLine(text.slice(0, text.indexOf('\n')));
      socket.destroy();
    });
  });
}
