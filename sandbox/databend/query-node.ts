import { connect } from 'node:net';
import { lastOf, readFlags, setUsage, UsageError } from './cli/clap.ts';
import { ConfigError, readToml } from './cli/read-toml.ts';
import { MetaEndpoints } from './query/meta-endpoints.ts';
import { readQueryConfig } from './query/query-config.ts';
import { QueryHttp } from './query/query-http.ts';
import { readMessages, sendMessage } from '../process/json-lines.ts';
import { nameProcess } from '../process/name-process.ts';
import { Ports } from './process/ports.ts';
import type { FromQuery, ToQuery } from './query-protocol.ts';

/** The program `databend-query`: it works for itself, and needs the Meta nodes that it knows for every statement. */
function main(args: readonly string[]): void {
  setUsage('databend-query [OPTIONS]');
  const flags = readFlags(args, {
    valued: ['config-file', 'cmd'],
    bare: ['version'],
    short: { c: 'config-file', V: 'version' },
  });
  if (flags.values.has('version')) {
    process.stdout.write('databend-query v1.2.888-patch-8-6684062f5d(rust-1.94.0-nightly)\n');
    return;
  }
  const file = lastOf(flags, 'config-file') ?? process.env['CONFIG_FILE'] ?? '';
  const config = readQueryConfig(file === '' ? {} : readToml(file));
  run(config);
}

function run(config: ReturnType<typeof readQueryConfig>): void {
  nameProcess('databend-query');
  const root = process.env['SANDBOX_ROOT'] ?? '';
  const host = process.env['SANDBOX_HOST'] ?? '';
  const ports = new Ports<'http'>(root, `${root}/.sandbox/addresses`);
  const sandbox = connect(process.env['SANDBOX_QUERIES'] ?? '');
  const tell = (message: FromQuery) => sendMessage(sandbox, message);
  let ready = false;
  const tellState = () => tell({ type: 'state', ready, endpoints: meta.list() });
  const speed = Number(process.env['SANDBOX_SPEED'] ?? 1);
  const meta = new MetaEndpoints(config, speed, tellState);
  const http = new QueryHttp(config, meta);
  const port = {
    name: 'http' as const,
    host: config.httpHost,
    port: config.httpPort,
    serve: (socket: import('node:net').Socket) => http.take(socket),
  };

  async function begin(): Promise<void> {
    tell({ type: 'start', pid: process.pid, host });
    // As read: it registers itself with the Meta service before it serves, and ends when it cannot.
    const failure = await meta.ask({ kind: 'get', key: `__fd_clusters_v6/${host}` });
    if (typeof failure === 'string') {
      process.stderr.write(`Databend Query start failure, cause: Code: 2001, Text = ${failure}.\n`);
      process.exit(1);
    }
    if ((await ports.findBusy([port])).length > 0) {
      process.stderr.write(
        `Databend Query start failure, cause: Code: 1002, Text = Failed to start http server: Address already in use (os error 98).\n`,
      );
      process.exit(1);
    }
    await ports.open(port);
    ready = true;
    process.stdout.write(`Databend Query\n\nDatabend HTTP\n    listened at ${config.httpHost}:${config.httpPort}\n`);
    tellState();
    meta.keepInSync();
  }

  sandbox.on('connect', () => void begin());
  sandbox.on('error', () => {});
  sandbox.on('close', () => process.exit(255));
  readMessages<ToQuery>(sandbox, ({ on }) => ports.mute(on));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof ConfigError)) throw error;
  process.stderr.write(error instanceof UsageError ? error.message : `Error: ${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
