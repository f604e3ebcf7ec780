import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { readMessages, sendMessage } from '../../process/json-lines.ts';
import { nameProcess } from '../../process/name-process.ts';
import { parseAddress } from '../cli/open-connection.ts';
import type { MetaConfig } from '../model/meta-config.ts';
import type { HttpReply } from '../model/requests.ts';
import type { FromMeta, ToMeta } from '../protocol.ts';
import { HTTP2_SETTINGS, type WireReply, type WireRequest } from '../wire.ts';
import { LogFile } from './log-file.ts';
import { type PortOptions, Ports } from './ports.ts';
import { describeDenied, isWritable, readRaftDir, writeRaftDir } from './raft-dir.ts';

type PortName = 'admin' | 'grpc' | 'raft';
type Answer = Extract<ToMeta, { readonly id: number }>;

/**
 * The server: a real process with ports, files and an end of its own. What it does is decided by the cluster's model in the
 * process of the sandbox; without that one there is no cluster, and it ends.
 */
export function runMeta(config: Omit<MetaConfig, 'machine'>): void {
  nameProcess('databend-meta');
  const root = process.env['SANDBOX_ROOT'] ?? '';
  const host = process.env['SANDBOX_HOST'] ?? '';
  const log = new LogFile(config.logDir, `databend-meta-${config.id}@${config.clusterName}`, config.logLevel);
  const ports = new Ports<PortName>(root, `${root}/.sandbox/addresses`);
  const sandbox = connect(process.env['SANDBOX_ENGINE'] ?? '');
  const answers = new Map<number, (answer: Answer) => void>();
  let requests = 0;

  const tell = (message: FromMeta) => sendMessage(sandbox, message);

  /** Until the answer comes or the client goes. */
  function ask(socket: Socket, message: (id: number) => FromMeta, take: (answer: Answer) => void): void {
    const id = requests++;
    const closed = () => {
      if (answers.delete(id)) tell({ type: 'closed', id });
    };
    answers.set(id, (answer) => {
      socket.off('close', closed);
      if (answer.cut) socket.destroy();
      else take(answer);
    });
    socket.once('close', closed);
    tell(message(id));
  }

  const http = createHttpServer((request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'GET') {
      response.writeHead(405).end();
      return;
    }
    ask(
      request.socket,
      (id) => ({ type: 'http', id, path: request.url ?? '/' }),
      (answer) => writeReply(response, answer.reply as HttpReply),
    );
  });

  function serveLines(service: 'grpc' | 'raft', socket: Socket): void {
    let rest = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) serveLine(service, socket, line);
    });
  }

  function serveLine(service: 'grpc' | 'raft', socket: Socket, line: string): void {
    const request = parseRequest(line);
    // Something else than the sandbox's own programs: it meets what speaks HTTP/2.
    if (request === undefined) {
      socket.end(HTTP2_SETTINGS);
      return;
    }
    const reply = (answer: WireReply) => socket.write(`${JSON.stringify(answer)}\n`);
    if (request.service !== service) {
      reply({ kind: 'unimplemented' });
      return;
    }
    ask(
      socket,
      (id) =>
        request.service === 'grpc'
          ? { type: 'grpc', id, from: request.from, request: request.request }
          : { type: 'leave', id, from: request.from, node: request.request.id },
      (answer) => reply({ kind: 'reply', reply: answer.reply } as WireReply),
    );
  }

  const admin = parseAddress(config.adminAddress);
  const grpc = parseAddress(config.grpcAddress);
  const opened: readonly PortOptions<PortName>[] = [
    { name: 'admin', ...admin, serve: (socket) => http.emit('connection', socket) },
    { name: 'grpc', ...grpc, serve: (socket) => serveLines('grpc', socket) },
    {
      name: 'raft',
      host: config.raftListenHost,
      port: config.raftPort,
      serve: (socket) => serveLines('raft', socket),
    },
  ];
  let busy: readonly PortName[] = [];

  async function begin(): Promise<void> {
    // One of both is checked before the directory is touched.
    if (config.single !== config.join.length > 0 && !isWritable(config.raftDir)) {
      const { line, reason } = describeDenied(config.raftDir);
      if (reason !== undefined) log.write('ERROR', reason);
      process.stderr.write(`${line}\n`);
      process.exit(1);
    }
    busy = await ports.findBusy(opened);
    const start = { ...config, busyPorts: busy };
    tell({ type: 'start', pid: process.pid, host, config: start, raftDir: readRaftDir(config.raftDir) });
  }

  sandbox.on('connect', () => void begin());
  sandbox.on('error', () => {});
  sandbox.on('close', () => process.exit(255));
  // SIGTERM and SIGHUP are not caught: it dies by them (recorded).
  process.on('SIGINT', () => tell({ type: 'interrupt' }));

  async function openPorts(): Promise<void> {
    await Promise.all(opened.filter(({ name }) => !busy.includes(name)).map((port) => ports.open(port)));
    tell({ type: 'opened' });
  }

  // One after the other: whoever reads that it has started finds its ports open.
  let handled = Promise.resolve();
  readMessages<ToMeta>(sandbox, (message) => {
    handled = handled.then(() => handle(message));
  });

  async function handle(message: ToMeta): Promise<void> {
    switch (message.type) {
      case 'stdout':
        process.stdout.write(`${message.line}\n`);
        return;
      case 'stderr':
        process.stderr.write(`${message.line}\n`);
        return;
      case 'log':
        log.write(message.level, message.line);
        return;
      case 'raftDir':
        writeRaftDir(config.raftDir, message.token);
        return;
      case 'listen':
        await openPorts();
        return;
      case 'mute':
        ports.mute(message.on);
        return;
      case 'exit':
        process.exit(message.code);
        return;
      case 'httpReply':
      case 'grpcReply':
      case 'leaveReply': {
        const take = answers.get(message.id);
        answers.delete(message.id);
        take?.(message);
      }
    }
  }
}

function writeReply(response: ServerResponse, { status, type, body }: HttpReply): void {
  response.writeHead(status, {
    ...(type !== undefined && { 'content-type': type }),
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function parseRequest(line: string): WireRequest | undefined {
  try {
    return JSON.parse(line) as WireRequest;
  } catch {
    return undefined;
  }
}
