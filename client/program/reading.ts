import { type Command, Option } from 'commander';
import { acceptOption, checksOption, fileOption, jsonOption, profileOption, run } from './common.ts';
import { parsePort, parseSeconds } from './parse-number.ts';

const viaWorkerOption = () =>
  new Option('--via-worker', 'look from where a worker is: for a cluster that cannot be reached from here');

/** Commands that change nothing and need neither Temporal nor a worker. */
export function addReading(program: Command): void {
  program
    .command('status')
    .description('the cluster, its nodes and what runs on it; needs neither Temporal nor a worker')
    .option('--watch', 'again and again; in a log only what changes')
    .option('--interval <seconds>', 'between two looks of a watch', parseSeconds, 5)
    .addOption(viaWorkerOption())
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/status.ts')).runStatus(options, terminal)),
    );

  program
    .command('check')
    .description('everything that can be asked without changing anything: exit code 3 when something would refuse')
    .addOption(checksOption())
    .addOption(acceptOption())
    .addOption(viaWorkerOption())
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/check.ts')).runCheck(options, terminal)),
    );
  program
    .command('import')
    .description('write the cluster file of a cluster that runs already; nothing of it is changed')
    .option('--sql <user@host:port>', 'of StarRocks: any of its frontends')
    .option('--admin <host:port>', 'of Databend: the admin address of any meta node, such as 10.0.0.1:28002')
    .option('--out <file>', 'the file to write; - prints it', 'muster.yaml')
    .option('--name <name>', 'of the cluster in the file (default: starrocks-<ClusterId>, or databend)')
    .option('--password <reference>', 'env:NAME, file:PATH or exec:PROGRAM')
    .option('--ask-password', 'type it in; the file then says env:SR_PASSWORD')
    .option('--ssh-user <user>', 'look on the hosts as this user for what SQL or Meta does not tell')
    .option('--ssh-port <port>', 'of their SSH servers', parsePort)
    .option('--ssh-key <file>', 'private key')
    .option('--ssh-known-hosts <file>', 'their keys')
    .option('--ssh-config <file>', 'configuration of the OpenSSH client')
    .option('--ssh-agent', 'keys of the agent')
    .option('--force', 'overwrite the file')
    .addOption(viaWorkerOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/import.ts')).runImport(options, terminal)),
    );
}
