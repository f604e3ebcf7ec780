import { type Command, Option } from 'commander';
import { CATCH_UP_MS } from '../../model/schedule/schedule.ts';
import { fileOption, jsonOption, profileOption, run } from './common.ts';
import { parseCatchUp } from './parse-duration.ts';

/** Operations by the clock. */
export function addSchedules(program: Command): void {
  const schedule = program
    .command('schedule')
    .description('operations by the clock: again and again, or once at a time to come');
  schedule
    .command('create')
    .description('an operation of the cluster file, as it is now, by the clock of the server')
    .argument('<name>', 'of the schedule, within its cluster')
    .argument('[command...]', 'after --: the operation as it is typed without a schedule, such as restart be')
    .option('--cron <fields>', 'minute, hour, day of month, month, day of week; "0 3 * * 0" is Sundays at 03:00')
    .option('--at <time>', 'once; "2026-12-05 02:00"')
    .option(
      '--timezone <zone>',
      'in which that is meant, such as Asia/Shanghai (default: of the cluster file, else of this machine)',
    )
    .option(
      '--if-busy <what>',
      'while something runs that it does not go together with: skip this time, or queue',
      'skip',
    )
    .addOption(
      new Option('--catch-up <time>', 'how late it may be, such as 30s, 10m or 1h; later, it is not made up for')
        .argParser(parseCatchUp)
        .default(CATCH_UP_MS, '10m'),
    )
    .option('--why <text>', 'recorded with who and when')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((name: string, words: string[], options) =>
      run(options, async (terminal) =>
        (await import('../commands/schedule-create.ts')).runScheduleCreate(name, words, options, terminal),
      ),
    );
  schedule
    .command('list')
    .description('each with its next three times and its last firings')
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) =>
        (await import('../commands/schedule-list.ts')).runScheduleList(options, terminal),
      ),
    );
  addNamed(schedule, 'show', 'what it does, when, and what became of its last ten firings').action(
    (name: string, options) =>
      run(options, async (terminal) =>
        (await import('../commands/schedule-show.ts')).runScheduleShow(name, options, terminal),
      ),
  );
  addNamed(schedule, 'trigger', 'let it fire now, paused or not, and say what became of it')
    .option('--reason <text>', 'recorded with who and when')
    .action((name: string, options) =>
      run(options, async (terminal) =>
        (await import('../commands/schedule-trigger.ts')).runScheduleTrigger(name, options, terminal),
      ),
    );
  addNamed(schedule, 'update', 'take the cluster file anew').action((name: string, options) =>
    run(options, async (terminal) =>
      (await import('../commands/schedule-update.ts')).runScheduleUpdate(name, options, terminal),
    ),
  );
  for (const verb of ['pause', 'resume', 'delete'] as const) {
    const command = addNamed(schedule, verb, VERB_HELP[verb]);
    if (verb !== 'delete') command.option('--reason <text>', 'recorded with who and when');
    command.action((name: string, options) =>
      run(options, async (terminal) =>
        (await import('../commands/schedule-verb.ts')).runScheduleVerb(verb, name, options, terminal),
      ),
    );
  }
}

const VERB_HELP = {
  pause: 'it does not fire until it is resumed',
  resume: 'it fires again; what it missed is not made up for',
  delete: 'it is no more; operations that it started go on',
} as const;

function addNamed(schedule: Command, name: string, description: string): Command {
  return schedule
    .command(name)
    .description(description)
    .argument('<schedule>', 'its name, or <cluster>/<name>')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption());
}
