import type { Socket } from 'node:net';

/** One JSON message a line, both ways. */
export function readMessages<Message>(socket: Socket, handle: (message: Message) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) handle(JSON.parse(line) as Message);
  });
}

export function sendMessage<Message>(socket: Socket, message: Message): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}
