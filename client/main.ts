import { Command, CommanderError, Option } from 'commander';
import { MusterError } from '../model/error.ts';
import { type Verb, VERBS } from '../model/operation.ts';
import { EXIT, EXIT_MEANINGS, type ExitCode } from './exit-codes.ts';
import { printError } from './print-error.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

// Every command is loaded when it is called: help and version answer at once.
type Work = (terminal: Terminal) => Promise<ExitCode>;

interface CommonOptions {
  readonly file?: string;
  readonly json?: boolean;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `muster ops list | head` is no error.
  if (error.code === 'EPIPE') process.exit();
});

async function run({ file, json = false }: CommonOptions, work: Work): Promise<void> {
  const terminal = openTerminal({ file });
  try {
    process.exitCode = await work(terminal);
  } catch (error) {
    process.exitCode = printError(error, terminal, json);
  }
}

const fileOption = () =>
  new Option('-f, --file <file>', 'cluster file (else MUSTER_FILE, ./muster.yaml, the running sandbox)');
const jsonOption = () => new Option('--json', 'print JSON');
const profileOption = () => new Option('--profile <name>', 'client profile of Temporal (temporal.toml)');

const program = new Command('muster')
  .description(
    'Adds nodes to database clusters. Every operation is durable: it outlives this command, the worker and Temporal itself.',
  )
  .version(readVersion(), '--version')
  .helpCommand(false)
  .showHelpAfterError('(muster --help lists the commands)')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'error: bad input:')) })
  .exitOverride()
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

addCommand(program, 'run')
  .description('add frontends as followers, one after the other, and watch')
  .option('--on-failure <what>', 'when a step has used up its tries: hold, or undo', 'hold')
  .option('--detach', 'submit and return (exit code 7)')
  .option('-y, --yes', 'do not ask');

addCommand(program.command('plan').description('show what an operation would do; changes nothing'), 'plan').description(
  'every statement, command and changed line of a file',
);

function addCommand(parent: Command, mode: 'run' | 'plan'): Command {
  return parent
    .command('add')
    .argument('<nodes...>', 'names of nodes in the cluster file')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((nodes: string[], options) =>
      run(options, async (terminal) => (await import('./commands/add.ts')).runAdd(nodes, options, mode, terminal)),
    );
}

program
  .command('status')
  .description('the cluster, its nodes and what runs on it; needs neither Temporal nor a worker')
  .addOption(fileOption())
  .addOption(profileOption())
  .addOption(jsonOption())
  .action((options) =>
    run(options, async (terminal) => (await import('./commands/status.ts')).runStatus(options, terminal)),
  );

const ops = program.command('ops').description('operations: look at them, hold them, take them back');

ops
  .command('list')
  .description('newest first')
  .option('--limit <count>', 'how many', parseCount, 20)
  .option('--plans', 'plans too')
  .addOption(profileOption())
  .addOption(jsonOption())
  .action((options) =>
    run(options, async (terminal) => (await import('./commands/ops-list.ts')).runOpsList(options, terminal)),
  );

opsCommand('show', 'what was done, statement by statement').action((name: string | undefined, options) =>
  run(options, async (terminal) => (await import('./commands/ops-show.ts')).runOpsShow(name, options, terminal)),
);
opsCommand('watch', 'follow it until it ends or needs you').action((name: string | undefined, options) =>
  run(options, async (terminal) => (await import('./commands/ops-watch.ts')).runOpsWatch(name, options, terminal)),
);

const VERB_HELP: Readonly<Record<Verb, string>> = {
  pause: 'begin nothing new; what runs is finished',
  resume: 'go on after a pause',
  retry: 'try the step again that needs attention',
  undo: 'stop and take back what was done, in the safe order',
};
for (const verb of VERBS) {
  opsCommand(verb, VERB_HELP[verb])
    .option('--why <text>', 'recorded with who and when')
    .option('--watch', 'follow it afterwards')
    .action((name: string | undefined, options) =>
      run(options, async (terminal) =>
        (await import('./commands/ops-verb.ts')).runOpsVerb(verb, name, options, terminal),
      ),
    );
}

function opsCommand(name: string, description: string): Command {
  return ops
    .command(name)
    .description(description)
    .argument('[operation]', 'its id, the beginning of it, or a cluster (default: that of the cluster file)')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption());
}

const sandbox = program
  .command('sandbox')
  .description('a simulated cluster to try everything on: real processes, real SSH, real MySQL wire');
const nameOption = () => new Option('--name <name>', 'of the sandbox (default: the only one, else "sandbox")');

sandbox
  .command('up')
  .description('start one')
  .addOption(nameOption())
  .option('--hosts <count>', 'machines', parseCount, 3)
  .option('--frontends <count>', 'how many of them run a frontend', parseCount, 1)
  .option('--speed <factor>', 'how much faster than the product', parseFactor, 3)
  .option('--network <a.b.c>', 'loopback network, such as 127.77.3')
  .addOption(jsonOption())
  .action((options) =>
    run(options, async (terminal) => (await import('./commands/sandbox.ts')).runSandboxUp(options, terminal)),
  );

sandbox
  .command('down')
  .description('stop it and remove it')
  .addOption(nameOption())
  .addOption(jsonOption())
  .action((options) =>
    run(options, async (terminal) => (await import('./commands/sandbox.ts')).runSandboxDown(options, terminal)),
  );

sandbox
  .command('list')
  .description('those that run')
  .addOption(jsonOption())
  .action((options) =>
    run(options, async (terminal) => (await import('./commands/sandbox.ts')).runSandboxList(options, terminal)),
  );

sandbox
  .command('kill')
  .description('kill -9 the frontend of a host')
  .argument('<node>', 'such as fe-1')
  .addOption(nameOption())
  .addOption(jsonOption())
  .action((node: string, options) =>
    run(options, async (terminal) => (await import('./commands/sandbox.ts')).runSandboxKill(node, options, terminal)),
  );

sandbox
  .command('fault')
  .description('make something go wrong; without a name, show what does')
  .argument('[fault]')
  .argument('[details...]', 'key=value')
  .option('--node <node>', 'only there')
  .option('--cure', 'end it (without a name: all of them)')
  .addOption(nameOption())
  .addOption(jsonOption())
  .action((fault: string | undefined, details: string[], options) =>
    run(options, async (terminal) =>
      (await import('./commands/sandbox.ts')).runSandboxFault(fault, details, options, terminal),
    ),
  );

program
  .command('demo')
  .description('Temporal, a sandbox with one frontend, and two more that join it (npm start)')
  .action((options) => run(options, async (terminal) => (await import('./commands/demo.ts')).runDemo(terminal)));

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not a number from 1 to 9999`);
  return Number(text);
}

function parseFactor(text: string): number {
  const value = Number(text);
  if (text === '' || !(value > 0 && value <= 1000))
    throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not a factor between 0 and 1000`);
  return value;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.DONE : EXIT.BAD_INPUT;
  else process.exitCode = printError(error, openTerminal(), process.argv.includes('--json'));
}
