import { appendFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { nameProcess } from '../process/name-process.ts';
import { readMessages, sendMessage } from '../process/json-lines.ts';
import type { Answer } from './model/answer.ts';
import type { HostPort } from './model/process.ts';
import { findBusyPort, Listeners, type Opening, serveSilence } from '../process/listeners.ts';
import { readMeta, writeMeta } from './process/meta-dir.ts';
import { lockPidFile } from './process/lock-pid-file.ts';
import { MysqlConnection } from './process/mysql-connection.ts';
import { readConf } from './process/read-conf.ts';
import type { FromProcess, ToProcess } from './protocol.ts';

/**
 * The process of one frontend: pid, ports, logs, files. What it does is decided by the cluster's model in the process of the
 * sandbox; without that one there is no cluster, and it ends.
 */
const home = process.env['STARROCKS_HOME'] ?? '';
const logDir = process.env['LOG_DIR'] ?? join(home, 'log');
const pidFile = join(process.env['PID_DIR'] ?? join(home, 'bin'), 'fe.pid');
const { ports, metaDir, runMode } = readConf(home);

process.on('SIGHUP', () => {});
nameProcess('java');
if (!lockPidFile(pidFile, home)) {
  process.stdout.write('pid file is already locked.\n');
  process.exit(255);
}

const engine = connect(process.env['SANDBOX_ENGINE'] ?? '');
const answers = new Map<number, (message: ToProcess) => void>();
let requests = 0;
let greets = true;
let connections = 0;

function tell(message: FromProcess): void {
  sendMessage(engine, message);
}

function ask(message: (id: number) => FromProcess, take: (message: ToProcess) => void): void {
  const id = requests++;
  answers.set(id, take);
  tell(message(id));
}

function log(line: string): void {
  const [level = 'INFO', ...words] = line.split(' ');
  const text = words.join(' ');
  const at = new Date().toISOString().replace('T', ' ').replace('Z', 'Z ');
  appendFileSync(join(logDir, 'fe.log'), `${at}${level} (main|1) ${text}\n`);
  if (level === 'INFO') return;
  appendFileSync(join(logDir, 'fe.warn.log'), `${at}${level} (main|1) ${text}\n`);
  // What ends it is also said where the start script looks.
  if (level === 'ERROR') process.stdout.write(`${at}${text}\n`);
}

function exit(code: number): never {
  rmSync(pidFile, { force: true });
  process.exit(code);
}

process.on('SIGTERM', () => (engine.destroyed ? exit(143) : tell({ type: 'signal', name: 'SIGTERM' })));
process.on('SIGUSR1', () => tell({ type: 'signal', name: 'SIGUSR1' }));
engine.on('connect', () => tell({ type: 'home', pid: process.pid, home }));
engine.on('error', () => {});
engine.on('close', () => exit(255));

function acceptMysql(firstId: number, socket: Socket): void {
  if (!greets) return;
  const id = firstId + (++connections & 0xffffff);
  new MysqlConnection(socket, id, {
    login: (connection, user, scramble, token, reply) =>
      ask(
        (request) => ({
          type: 'login',
          id: request,
          connection,
          user,
          scramble: scramble.toString('hex'),
          token: token.toString('hex'),
        }),
        (message) => reply((message as { answer: Answer }).answer),
      ),
    query: (connection, sql, reply) =>
      ask(
        (request) => ({ type: 'query', id: request, connection, sql }),
        (message) => {
          const { answer, cut = false } = message as { answer: Answer; cut?: boolean };
          reply(answer, cut);
        },
      ),
    closed: (connection) => tell({ type: 'closed', connection }),
  });
}

function answerHttp(request: IncomingMessage, response: ServerResponse): void {
  ask(
    (id) => ({ type: 'http', id, url: request.url ?? '/' }),
    (message) => {
      const { status, contentType, body } = message as Extract<ToProcess, { type: 'httpAnswer' }>;
      response.writeHead(status, { 'content-type': contentType });
      response.end(body);
    },
  );
}

let listeners: Listeners | undefined;
let frontendId = 1;
const openings: readonly Opening[] = [
  { name: 'edit_log_port', port: ports.editLog, serve: serveSilence },
  { name: 'http_port', port: ports.http, serve: () => createHttpServer(answerHttp) },
  { name: 'rpc_port', port: ports.rpc, serve: serveSilence },
  // Recorded: connection ids carry the frontend's id in the top bits.
  {
    name: 'query_port',
    port: ports.query,
    serve: () => createServer((socket) => acceptMysql(frontendId << 24, socket)),
  },
];
let addressFile = '';

function readHelpers(): HostPort[] {
  const at = process.argv.indexOf('--helper');
  const list = at < 0 ? '' : (process.argv[at + 1] ?? '');
  return list
    .split(',')
    .filter(Boolean)
    .map((helper) => {
      const colon = helper.lastIndexOf(':');
      return colon < 0
        ? { host: helper, port: ports.editLog }
        : { host: helper.slice(0, colon), port: Number(helper.slice(colon + 1)) };
    });
}

readMessages<ToProcess>(engine, (message) => {
  switch (message.type) {
    case 'host':
      addressFile = message.addressFile;
      void findBusyPort(openings, message.address).then((busyPort) => {
        const found = { home, host: message.address, ports, runMode, helpers: readHelpers(), ...readMeta(metaDir) };
        tell({ type: 'start', start: busyPort === undefined ? found : { ...found, busyPort } });
      });
      return;
    case 'log':
      log(message.line);
      return;
    case 'meta':
      writeMeta(metaDir, message);
      return;
    case 'open':
      frontendId = message.frontendId;
      listeners ??= new Listeners(openings, addressFile, ({ name, port }) => {
        log(`ERROR ${name} ${port} is already in use. will exit.`);
        exit(255);
      });
      void listeners.open().then(() => tell({ type: 'opened' }));
      return;
    case 'greet':
      greets = message.on;
      return;
    case 'mute':
      listeners?.mute(message.on);
      return;
    case 'exit':
      exit(message.code);
      return;
    case 'die':
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'answer':
    case 'httpAnswer': {
      const take = answers.get(message.id);
      answers.delete(message.id);
      take?.(message);
    }
  }
});
