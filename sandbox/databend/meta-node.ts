import { setUsage, readFlags, UsageError, lastOf, type Flags } from './cli/clap.ts';
import { readEffectiveConfig } from './cli/effective-config.ts';
import { ConfigError } from './cli/read-toml.ts';
import { leaveCluster } from './cli/leave-cluster.ts';
import { formatConfig } from './cli/show-config.ts';
import { META_CMD_VERSION, META_VERSION } from './cli/versions.ts';
import { LogFile } from './process/log-file.ts';
import { runMeta } from './process/run-meta.ts';

/** The program `databend-meta`: a server, a leave, or a question about its configuration. */
const VALUED = [
  ...['config-file', 'cmd', 'id', 'join', 'leave-id', 'leave-via', 'log-dir', 'log-level', 'cluster-name', 'raft-dir'],
  ...['raft-api-port', 'raft-listen-host', 'raft-advertise-host', 'admin-api-address', 'grpc-api-address'],
  ...['grpc-api-advertise-host', 'heartbeat-interval', 'wait-leader-timeout', 'install-snapshot-timeout'],
  ...['snapshot-logs-since-last', 'max-applied-log-to-keep', 'config-id'],
];
const BARE = ['single', 'learner', 'version', 'help'];
const BOGUS = `Available cmds:
  --cmd ver
    Print version and min compatible meta-client version
  --cmd show-config
    Print effective config
`;

async function main(args: readonly string[]): Promise<number | undefined> {
  setUsage('databend-meta [OPTIONS]');
  const flags = readFlags(args, { valued: VALUED, bare: BARE, short: { c: 'config-file', V: 'version', h: 'help' } });
  if (flags.values.has('version')) return say(META_VERSION);
  if (flags.values.has('help')) return say('Usage: databend-meta [OPTIONS]\n');
  const effective = readEffectiveConfig(flags, process.env);
  const cmd = lastOf(flags, 'cmd');
  if (cmd === 'ver') return say(META_CMD_VERSION);
  if (cmd === 'show-config') return say(formatConfig(effective));
  if (cmd !== undefined && cmd !== '') {
    process.stderr.write(`Invalid cmd: ${cmd}\n${BOGUS}`);
    return 0;
  }
  const id = lastOf(flags, 'leave-id');
  if (id !== undefined) return await leave(Number(id), flags);
  runMeta(effective.meta);
  return undefined;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** Recorded: it logs under the working directory, with the id and the cluster of the defaults. */
async function leave(id: number, flags: Flags): Promise<number> {
  const { meta } = readEffectiveConfig(flags, process.env);
  const log = new LogFile(meta.logDir, `databend-meta-${meta.id}@${meta.clusterName}`, 'INFO');
  log.write('INFO', `databend_meta::entry: entry.rs:260 leave ${id}`);
  const failure = await leaveCluster(id, flags.values.get('leave-via') ?? []);
  if (failure === undefined) return 0;
  process.stderr.write(`${failure}\n`);
  return 1;
}

try {
  const code = await main(process.argv.slice(2));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(error.message);
    process.exitCode = 2;
  } else if (error instanceof ConfigError) {
    process.stderr.write(`Error: ${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
