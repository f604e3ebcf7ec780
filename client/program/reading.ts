import { type Command, Option } from 'commander';
import { fileOption, jsonOption, profileOption, run } from './common.ts';
import { parseSeconds } from './parse-number.ts';

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
}
