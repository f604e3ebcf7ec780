import { connect, type Socket } from 'node:net';
import { MusterError } from '../../model/error.ts';

/** `silent`: no answer within the limit, no route, or the name does not resolve: it may still be taken. */
export type PortState = 'open' | 'refused' | 'silent';

const SILENT_CODES = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNRESET',
]);
/** Of the MySQL handshake: version 10, in the fifth byte of the first packet. */
const PROTOCOL_VERSION = 10;

export interface ProbeOptions {
  /** @default 2000 ms */
  readonly limitMs?: number;
}

/** Whether something listens there, seen from the worker. */
export function probePort(host: string, port: number, { limitMs = 2_000 }: ProbeOptions = {}): Promise<PortState> {
  return reach<PortState>(host, port, limitMs, 'silent', (socket, answer) => {
    socket.once('connect', () => answer(isConnectedToItself(socket) ? 'refused' : 'open'));
    socket.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'ECONNREFUSED') answer('refused');
      else if (SILENT_CODES.has(fault.code ?? '')) answer('silent');
      else
        answer(
          new MusterError('INTERNAL', `Cannot probe ${host}:${port}: ${fault.message}`, {
            kind: 'transient',
            cause: fault,
          }),
        );
    });
  });
}

/** Whether a MySQL server greets there. A frontend that hangs accepts connections and never does. */
export function greets(host: string, port: number, limitMs = 3_000): Promise<boolean> {
  return reach<boolean>(host, port, limitMs, false, (socket, answer) => {
    let seen = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      seen = Buffer.concat([seen, chunk]);
      if (seen.length >= 5) answer(seen[4] === PROTOCOL_VERSION);
    });
    socket.once('error', () => answer(false));
    socket.once('end', () => answer(false));
  });
}

function reach<Answer>(
  host: string,
  port: number,
  limitMs: number,
  late: Answer,
  listen: (socket: Socket, answer: (answer: Answer | MusterError) => void) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const answer = (given: Answer | MusterError) => {
      clearTimeout(timer);
      socket.destroy();
      if (given instanceof MusterError) reject(given);
      else resolve(given);
    };
    const timer = setTimeout(() => answer(late), limitMs);
    listen(socket, answer);
  });
}

/** Linux lets a socket connect to its own port when that port is free and was just chosen for it. */
function isConnectedToItself(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
}
