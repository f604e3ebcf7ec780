import { lastOf, readFlags, setUsage, UsageError } from './cli/clap.ts';
import { METACTL_HELP } from './cli/metactl-help.ts';
import { runExport } from './cli/run-export.ts';
import { runGet, runMemberList, runStatus, runUpsert } from './cli/run-grpc.ts';
import { runFeatures, runMetrics, runSnapshot, runTransfer } from './cli/run-admin.ts';
import { METACTL_VERSION } from './cli/versions.ts';
import { LogFile } from './process/log-file.ts';

/** The program `databend-metactl`: flags, texts and exit codes as recorded. It has no limit of its own. */
const USAGE = 'databend-metactl [OPTIONS] [COMMAND]';
const GRPC = 'grpc-api-address';
const ADMIN = 'admin-api-address';
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  status: [GRPC],
  get: [GRPC, 'key'],
  upsert: [GRPC, 'key', 'value'],
  'member-list': [GRPC],
  export: [GRPC, 'raft-dir', 'db', 'chunk-size', 'id'],
  metrics: [ADMIN],
  'transfer-leader': [ADMIN, 'to'],
  'trigger-snapshot': [ADMIN],
  'list-features': [ADMIN],
};

async function main(args: readonly string[]): Promise<number> {
  setUsage(USAGE);
  const [command = '', ...rest] = args;
  if (command === '--version' || command === '-V') return print(METACTL_VERSION);
  if (command === '' || command === '--help' || command === '-h' || command === 'help') return print(METACTL_HELP);
  new LogFile('.databend/logs', 'metactl', 'INFO').write('INFO', `databend_metactl: main.rs:93 ${command}`);
  // Still there from before the subcommands (recorded).
  if (command === '--export') {
    const flags = readFlags(rest, { valued: [GRPC, 'raft-dir', 'db', 'export-chunk-size'], bare: [] });
    return await runExport(lastOf(flags, GRPC) ?? '127.0.0.1:9191', lastOf(flags, 'raft-dir'), lastOf(flags, 'db'));
  }
  const valued = FLAGS[command];
  if (valued === undefined) {
    if (command.startsWith('-')) readFlags([command], { valued: [], bare: [] });
    throw new UsageError(
      `error: unrecognized subcommand '${command}'\n\nUsage: ${USAGE}\n\nFor more information, try '--help'.\n`,
    );
  }
  setUsage(`databend-metactl ${command} [OPTIONS]`);
  const flags = readFlags(rest, { valued, bare: [] });
  const grpc = lastOf(flags, GRPC) ?? '127.0.0.1:9191';
  // Recorded: the default of this one alone is another port.
  const admin = lastOf(flags, ADMIN) ?? (command === 'trigger-snapshot' ? '127.0.0.1:28101' : '127.0.0.1:28002');
  switch (command) {
    case 'status':
      return await runStatus(grpc);
    case 'get':
      return await runGet(grpc, needed(lastOf(flags, 'key'), '--key <KEY>'));
    case 'upsert':
      return await runUpsert(grpc, needed(lastOf(flags, 'key'), '--key <KEY>'), lastOf(flags, 'value') ?? '');
    case 'member-list':
      return await runMemberList(grpc);
    case 'export':
      return await runExport(grpc, lastOf(flags, 'raft-dir'), lastOf(flags, 'db'));
    case 'metrics':
      return await runMetrics(admin);
    case 'transfer-leader':
      return await runTransfer(admin, lastOf(flags, 'to'));
    case 'trigger-snapshot':
      return await runSnapshot(admin);
    default:
      return await runFeatures(admin);
  }
}

function needed(value: string | undefined, flag: string): string {
  if (value !== undefined) return value;
  throw new UsageError(
    `error: the following required arguments were not provided:\n  ${flag}\n\nFor more information, try '--help'.\n`,
  );
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(error.message);
  process.exitCode = 2;
}
