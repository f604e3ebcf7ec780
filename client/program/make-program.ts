import { Command } from 'commander';
import { EXIT_MEANINGS } from '../exit-codes.ts';
import { readVersion } from '../version.ts';
import { addAdmission } from './admission.ts';
import { jsonOption, run } from './common.ts';
import { addElsewhere } from './elsewhere.ts';
import { addOperations } from './operations.ts';
import { addOps, addTune } from './ops.ts';
import { addReading } from './reading.ts';
import { takeEitherReason } from './same-flag.ts';
import { addSandbox } from './sandbox.ts';
import { addSchedules } from './schedules.ts';
import { throwUsageErrors } from './usage-error.ts';
import { addWindows } from './windows.ts';

/** Every command with its arguments and flags; nothing is parsed yet. */
export function makeProgram(): Command {
  const program = new Command('muster')
    .description(
      'Adds, removes, replaces, restarts and deploys nodes of database clusters. Every operation is durable: it outlives this command, the worker and Temporal itself.',
    )
    .version(readVersion(), '--version')
    .helpCommand(false)
    .addHelpText(
      'after',
      `\nExit codes\n${Object.entries(EXIT_MEANINGS)
        .map(([code, meaning]) => `  ${code}  ${meaning}`)
        .join('\n')}`,
    );

  program
    .command('up')
    .description('start Temporal and a worker on this machine, in the background')
    .option('--temporal-path <file>', "Temporal's command line, if it is not to be looked for")
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/up.ts')).runUp(options, terminal)),
    );

  program
    .command('down')
    .description('stop them; operations wait and go on with the next up')
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/down.ts')).runDown(options, terminal)),
    );

  addElsewhere(program);
  addOperations(program);
  addTune(program);
  addAdmission(program);

  addWindows(program);

  addReading(program);
  addOps(program);
  addSchedules(program);
  addSandbox(program);

  program
    .command('schema')
    .description('the JSON Schema of the cluster file, for editors')
    .action(() => run({}, async (terminal) => (await import('../commands/schema.ts')).runSchema(terminal)));

  program
    .command('demo')
    .description(
      'a cluster in motion on a sandbox: a StarRocks cluster that grows and drains (npm start), or the leader of a Databend Meta service that is replaced',
    )
    .argument('[engine]', 'starrocks or databend', 'starrocks')
    .action((engine: string, options) =>
      run(options, async (terminal) => (await import('../commands/demo.ts')).runDemo(engine, terminal)),
    );

  takeEitherReason(program);
  throwUsageErrors(program, 'muster');
  return program;
}
