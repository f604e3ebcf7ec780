import type { Command } from 'commander';
import { fileOption, jsonOption, profileOption, run } from './common.ts';

/** When disruptive steps may begin: of the file, and of operations that run. */
export function addWindows(program: Command): void {
  const window = program
    .command('window')
    .description('when restarts, stops, drops and changes of the leader may begin');
  window
    .command('show')
    .description('the windows of the cluster file: open now? the next three; needs neither Temporal nor a worker')
    .addOption(fileOption())
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/window-show.ts')).runWindowShow(options, terminal)),
    );
  window
    .command('set')
    .description('other windows for what runs; the cluster file stays as it is')
    .argument('<operation>', 'its id, the beginning of it, or a cluster: all that runs on it')
    .argument('<spans...>', 'such as SAT-02:00,SAT-06:00, or 22:00,04:00 for each day')
    .option('--timezone <zone>', 'of these windows (default: as before)')
    .option('--cutoff <time>', 'nothing begins any more so long before the end of a window (default: as before)')
    .option('--why <text>', 'recorded with who and when')
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((name: string, spans: string[], options) =>
      run(options, async (terminal) =>
        (await import('../commands/window-set.ts')).runWindowSet(name, spans, options, terminal),
      ),
    );
  window
    .command('open')
    .description('keep no window any more for what runs: what waits goes on at once')
    .argument('<operation>', 'its id, the beginning of it, or a cluster: all that runs on it')
    .requiredOption('--reason <why>', 'why it cannot wait; recorded with who and when')
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((name: string, options) =>
      run(options, async (terminal) =>
        (await import('../commands/window-set.ts')).runWindowOpen(name, options, terminal),
      ),
    );
}
