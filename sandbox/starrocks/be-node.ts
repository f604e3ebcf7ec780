import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { FromBackend, ToBackend } from './backend-protocol.ts';
import { readMessages, sendMessage } from '../process/json-lines.ts';
import { findBusyPort, Listeners, type Opening, serveSilence } from '../process/listeners.ts';
import { nameProcess } from '../process/name-process.ts';
import { readBackendConf } from './process/read-backend-conf.ts';
import { findBadPath, keepTablets, makeStorageDirs, readClusterId, writeClusterId } from './process/storage-dirs.ts';

/**
 * The process of one backend or compute node: pid, ports, logs, storage directories. What it does is decided by the cluster's
 * model in the process of the sandbox; without that one there is no cluster, and it ends.
 */
const home = process.env['STARROCKS_HOME'] ?? '';
const kind = process.argv.includes('--cn') ? 'cn' : 'be';
const { ports, storage, logDir } = readBackendConf(home, kind);

process.on('SIGHUP', () => {});
nameProcess('starrocks_be');
// As read: the file is written without a look at what is in it, and the process leaves it behind when it ends.
writeFileSync(join(process.env['PID_DIR'] ?? join(home, 'bin'), `${kind}.pid`), `${process.pid}\n`);

const engine = connect(process.env['SANDBOX_ENGINE'] ?? '');

function tell(message: FromBackend): void {
  sendMessage(engine, message);
}

/** glog: one file for each level and everything above it; what is fatal is also on stderr. */
function log(line: string): void {
  const [level = 'INFO', ...words] = line.split(' ');
  const at = new Date().toISOString().replaceAll('-', '').replace('T', ' ').replace('Z', '000');
  const text = `${level.slice(0, 1)}${at} ${process.pid} starrocks_main.cpp:1] ${words.join(' ')}\n`;
  mkdirSync(logDir, { recursive: true });
  for (const [file, levels] of Object.entries(FILES)) {
    if (levels.includes(level)) appendFileSync(join(logDir, `${kind}.${file}`), text);
  }
  if (level === 'FATAL') process.stderr.write(text);
}

const FILES: Readonly<Record<string, readonly string[]>> = {
  INFO: ['INFO', 'WARN', 'ERROR', 'FATAL'],
  WARNING: ['WARN', 'ERROR', 'FATAL'],
};

process.on('SIGTERM', () => {
  // The model does not know it yet, and would not tell it to end.
  if (engine.connecting || engine.destroyed) process.exit(0);
  tell({ type: 'signal' });
});
engine.on('connect', () => tell({ type: 'home', pid: process.pid, home, kind }));
engine.on('error', () => {});
engine.on('close', () => process.exit(1));

function answerHttp({ url = '/' }: IncomingMessage, response: ServerResponse): void {
  const healthy = url.split('?')[0] === '/api/health';
  response.writeHead(healthy ? 200 : 404, { 'content-type': 'application/json' });
  // As read: it says so whatever is wrong.
  response.end(healthy ? '{"status": "OK","msg": "To Be Added"}' : '');
}

/** In the order in which the product opens them (as read). */
const openings: readonly Opening[] = [
  { name: 'thrift server', port: ports.be, serve: serveSilence },
  { name: 'brpc server', port: ports.brpc, serve: serveSilence },
  { name: 'http server', port: ports.http, serve: () => createHttpServer(answerHttp) },
  { name: 'starlet server', port: ports.starlet, serve: serveSilence },
  { name: 'heartbeat server', port: ports.heartbeat, serve: serveSilence },
];

let listeners: Listeners | undefined;
let addressFile = '';

async function start(address: string): Promise<void> {
  const badPath = findBadPath(storage);
  if (badPath === undefined) makeStorageDirs(storage);
  const busyPort = badPath === undefined ? await findBusyPort(openings, address) : undefined;
  const clusterId = readClusterId(storage);
  tell({
    type: 'start',
    start: {
      ...{ kind, home, host: address, ports, storage },
      ...(badPath !== undefined && { badPath }),
      ...(busyPort !== undefined && { busyPort }),
      ...(clusterId !== undefined && { clusterId }),
    },
  });
}

readMessages<ToBackend>(engine, (message) => {
  switch (message.type) {
    case 'host':
      addressFile = message.addressFile;
      void start(message.address);
      return;
    case 'log':
      log(message.line);
      return;
    case 'open':
      listeners ??= new Listeners(openings, addressFile, ({ name }) => {
        log(`ERROR ${kind.toUpperCase()} ${name} did not start correctly, exiting`);
        process.exit(1);
      });
      void listeners.open().then(() => tell({ type: 'opened' }));
      return;
    case 'cluster':
      writeClusterId(storage, message.clusterId);
      return;
    case 'tablets':
      keepTablets(storage, message.on);
      return;
    case 'mute':
      listeners?.mute(message.on);
      return;
    case 'exit':
      process.exit(message.code);
      return;
    case 'die':
      process.kill(process.pid, 'SIGKILL');
  }
});
