import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { ControlRequest } from '../engine.ts';

export type ControlHandler = (request: ControlRequest) => Promise<unknown>;

/** The control socket: one JSON line in, one JSON line out. */
export async function openControlServer(path: string, handle: ControlHandler): Promise<Server> {
  await rm(path, { force: true });
  const server = createServer((socket) => serve(socket, handle));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server;
}

function serve(socket: Socket, handle: ControlHandler): void {
  let rest = '';
  let inOrder = Promise.resolve();
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const reply = answer(line, handle);
      // Answers carry no number: they come in the order of the requests, whichever is ready first.
      inOrder = inOrder.then(async () => {
        socket.write(`${JSON.stringify(await reply)}\n`);
      });
    }
  });
}

async function answer(line: string, handle: ControlHandler): Promise<object> {
  try {
    const { command, args = {} } = JSON.parse(line) as Partial<ControlRequest>;
    if (typeof command !== 'string') throw new Error('a request needs a command');
    return { ok: true, value: (await handle({ command, args })) ?? null };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
