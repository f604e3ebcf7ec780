import type { Command } from 'commander';
import { fileOption, jsonOption, profileOption, run } from './common.ts';

/** What runs side by side, what waits, and whether anything may begin. */
export function addAdmission(program: Command): void {
  const queue = program
    .command('queue')
    .description('what runs on a cluster, and what waits for what')
    .argument('[cluster]', 'its name (default: that of the cluster file)')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((name: string | undefined, options) =>
      run(options, async (terminal) => (await import('../commands/queue.ts')).runQueue(name, options, terminal)),
    );
  queue
    .command('leave')
    .description('take an operation out of the queue before it begins')
    .argument('<operation>', 'its id, or the beginning of it')
    .option('--why <text>', 'recorded with who and when')
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((name: string, _options, command: Command) => {
      const options = command.optsWithGlobals();
      return run(options, async (terminal) =>
        (await import('../commands/queue.ts')).runQueueLeave(name, options, terminal),
      );
    });
  queue
    .command('wake')
    .description('let begin what waits, where the foreman of the cluster was ended or stands still')
    .argument('[cluster]', 'its name (default: that of the cluster file)')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((name: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals();
      return run(options, async (terminal) =>
        (await import('../commands/queue.ts')).runQueueWake(name, options, terminal),
      );
    });

  program
    .command('suspend')
    .description('let nothing new begin on a cluster for a while; it opens by itself')
    .argument('[cluster]', 'its name (default: that of the cluster file)')
    .requiredOption('--until <time>', '"Mon 08:00", "2026-12-05 08:00", or 4h from now')
    .requiredOption('--reason <why>', 'recorded, and told to whoever is refused')
    .option('--running <what>', 'with what runs: leave, or pause until then', 'leave')
    .option('--timezone <zone>', 'of --until (default: that of this machine)')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((name: string | undefined, options) =>
      run(options, async (terminal) => (await import('../commands/suspend.ts')).runSuspend(name, options, terminal)),
    );
  program
    .command('unsuspend')
    .description('let what waits begin, and what was paused go on')
    .argument('[cluster]', 'its name (default: that of the cluster file)')
    .requiredOption('--reason <why>', 'recorded')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((name: string | undefined, options) =>
      run(options, async (terminal) => (await import('../commands/suspend.ts')).runUnsuspend(name, options, terminal)),
    );
}
