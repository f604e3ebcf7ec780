import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openControlServer } from '../../../sandbox/daemon/control-server.ts';

let dir: string;
let path: string;
let server: Server;

/** Sends the text as it is and returns as many answers as asked for, in the order in which they came. */
function exchange(text: string, answers: number): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = connect(path, () => socket.write(text));
    socket.on('error', reject);
    socket.on('data', (part) => {
      got += part;
      const lines = got.split('\n').slice(0, -1);
      if (lines.length < answers) return;
      socket.destroy();
      resolve(lines.map((line) => JSON.parse(line)));
    });
  });
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-control-'));
  path = join(dir, 'control.sock');
  server = await openControlServer(path, async ({ command, args }) => {
    if (command === 'fail') throw new Error('it does not work');
    return command === 'nothing' ? undefined : { command, args };
  });
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true });
});

test('a request is answered with its value, one without a value with null', async () => {
  const request = JSON.stringify({ command: 'echo', args: { node: 'fe-1' } });
  expect(await exchange(`${request}\n`, 1)).toEqual([{ ok: true, value: { command: 'echo', args: { node: 'fe-1' } } }]);
  expect(await exchange('{"command":"nothing"}\n', 1)).toEqual([{ ok: true, value: null }]);
});

test('what fails and what cannot be read is answered with one line, and the next request still is', async () => {
  const text = '{"command":"fail"}\nnot json\n{"args":{}}\n{"command":"echo"}\n';
  expect(await exchange(text, 4)).toEqual([
    { ok: false, message: 'it does not work' },
    { ok: false, message: expect.stringContaining('JSON') },
    { ok: false, message: 'a request needs a command' },
    { ok: true, value: { command: 'echo', args: {} } },
  ]);
});

test('a socket that a killed process left behind is taken over', async () => {
  const again = await openControlServer(path, async () => 'second');
  expect(await exchange('{"command":"echo"}\n', 1)).toEqual([{ ok: true, value: 'second' }]);
  await new Promise((resolve) => again.close(resolve));
});
