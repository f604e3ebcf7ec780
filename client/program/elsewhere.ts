import type { Command } from 'commander';
import { jsonOption, profileOption, run } from './common.ts';
import { parseCount } from './parse-number.ts';

/** Commands about a Temporal that `muster up` did not start. */
export function addElsewhere(program: Command): void {
  program
    .command('prepare')
    .description('make the namespace and the search attributes on a Temporal elsewhere; safe to repeat')
    .addOption(profileOption())
    .option('--check', 'only look (exit code 6 if something is missing)')
    .option('--retention-days <count>', 'how long a namespace that is made keeps ended operations', parseCount, 30)
    .option('--wait <seconds>', 'for a server that does not answer yet', parseCount)
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/prepare.ts')).runPrepare(options, terminal)),
    );

  program
    .command('worker')
    .description('run a worker in the foreground, for a Temporal elsewhere; SIGTERM lets it end what it does')
    .addOption(profileOption())
    .option('--health-file <file>', 'says that it lives (else MUSTER_HEALTH_FILE)')
    .option('--metrics <host:port>', 'served there for Prometheus (else MUSTER_METRICS)')
    .option('--log-level <level>', 'debug, info, warn, error or silent (else MUSTER_LOG_LEVEL)')
    .option('--records <dir>', 'where operations are written down (else MUSTER_RECORDS, else in the state directory)')
    .option('--records-days <count>', 'when a record is removed (else MUSTER_RECORDS_DAYS, else never)', parseCount)
    .option('--check', 'look at the health file of a running one: exit code 0 or 1')
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/worker.ts')).runWorkerCommand(options, terminal)),
    );
}
