import { Command, CommanderError } from 'commander';
import { EXIT, EXIT_MEANINGS } from './exit-codes.ts';
import { printError } from './print-error.ts';
import { jsonOption, run } from './program/common.ts';
import { addAdmission } from './program/admission.ts';
import { addElsewhere } from './program/elsewhere.ts';
import { addOperations } from './program/operations.ts';
import { addOps, addTune } from './program/ops.ts';
import { addReading } from './program/reading.ts';
import { addSandbox } from './program/sandbox.ts';
import { takeEitherReason } from './program/same-flag.ts';
import { addSchedules } from './program/schedules.ts';
import { throwUsageErrors } from './program/usage-error.ts';
import { addWindows } from './program/windows.ts';
import { openTerminal } from './terminal.ts';
import { readVersion } from './version.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `muster ops list | head` is no error.
  if (error.code === 'EPIPE') process.exit();
});

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
  .action((options) => run(options, async (terminal) => (await import('./commands/up.ts')).runUp(options, terminal)));

program
  .command('down')
  .description('stop them; operations wait and go on with the next up')
  .addOption(jsonOption())
  .action((options) =>
    run(options, async (terminal) => (await import('./commands/down.ts')).runDown(options, terminal)),
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
  .action(() => run({}, async (terminal) => (await import('./commands/schema.ts')).runSchema(terminal)));

program
  .command('demo')
  .description(
    'a cluster in motion on a sandbox: a StarRocks cluster that grows and drains (npm start), or the leader of a Databend Meta service that is replaced',
  )
  .argument('[engine]', 'starrocks or databend', 'starrocks')
  .action((engine: string, options) =>
    run(options, async (terminal) => (await import('./commands/demo.ts')).runDemo(engine, terminal)),
  );

takeEitherReason(program);
throwUsageErrors(program, 'muster');

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.DONE : EXIT.BAD_INPUT;
  else process.exitCode = printError(error, openTerminal(), process.argv.includes('--json'));
}
