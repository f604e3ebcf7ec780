import { type Command, Option } from 'commander';
import type { OperationMode, OperationVerb } from '../../model/operation.ts';
import type { AskFlags } from '../resolve-asked.ts';
import { parseCount } from './parse-number.ts';
import {
  acceptOption,
  checksOption,
  collect,
  confirmOption,
  fileOption,
  jsonOption,
  profileOption,
  run,
} from './common.ts';

interface OperationCommand {
  readonly verb: OperationVerb;
  readonly description: string;
  /** Nodes of the cluster file; none for what concerns them all. */
  readonly argument?: string;
  /** @default 'names of nodes in the cluster file' */
  readonly argumentHelp?: string;
  readonly options?: readonly Option[];
}

const outageOptions = () => [
  new Option('--outage', 'allowed to stop the cluster for a while, where it cannot do without the node'),
];

const windowOptions = () => [
  new Option(
    '--window <span>',
    'instead of those of the cluster file, such as SAT-02:00,SAT-06:00 (repeatable)',
  ).argParser(collect),
  new Option('--timezone <zone>', 'of --window (default: that of the cluster file, else UTC)'),
  new Option('--now', 'keep no window; needs --reason'),
];

/** Each says why with the same --reason. */
const overridingOptions = () => [
  new Option('--take-over', 'the cluster from another installation that holds it; needs --reason'),
  new Option('--reason <why>', 'why it keeps no window, takes over, or why an outage is right; recorded'),
];

/** Frontends and meta nodes join one at a time, whatever is asked. */
function limitOption(): Option {
  return new Option('--limit <count>', 'backends or compute nodes at a time (default: 2)').argParser(parseCount);
}

function onFailureOption(): Option {
  return new Option('--on-failure <what>', 'when a step has used up its tries: hold, or undo').default('hold');
}

/** Every command that submits an operation; each is also there under `plan`. */
const OPERATIONS: readonly OperationCommand[] = [
  {
    verb: 'add',
    description: 'add frontends, backends, compute nodes or meta nodes, and watch',
    argument: '<nodes...>',
    options: [limitOption()],
  },
  {
    verb: 'remove',
    description:
      'remove nodes, and watch: frontends and meta nodes with a majority behind each step, backends when their tablets have moved',
    argument: '<nodes...>',
    options: [
      new Option('--lost', 'they are dead, out of reach or gone: nothing is done on their hosts; also host:port'),
      new Option('--no-drain', 'drop backends without moving their tablets away first; asks for a phrase, twice'),
      confirmOption(),
    ],
  },
  {
    verb: 'replace',
    description:
      'of Databend Meta: add meta nodes, then remove those whose place they take, as one operation, and watch',
    argument: '<nodes...>',
    argumentHelp: 'those that go, by their names in the cluster file',
    options: [
      new Option('--with <nodes...>', 'those that come, in the same order').makeOptionMandatory(),
      new Option(
        '--lost',
        'those that go are dead, out of reach or gone: they leave first, nothing is done on their hosts',
      ),
    ],
  },
  {
    verb: 'restart',
    description: 'restart nodes of one role, one after the other, a leader last, and watch',
    argument: '<nodes...>',
    argumentHelp: 'names of nodes in the cluster file; fe, be, cn, meta, query: all of that role',
    options: outageOptions(),
  },
  {
    verb: 'deploy',
    description: 'make a new cluster of all frontends, or meta nodes, of the file, on empty hosts, and watch',
  },
  {
    verb: 'transfer-leader',
    description: 'of Databend Meta: let another member lead, and watch',
    options: [new Option('--to <node>', 'which one (default: a live voter that has caught up)')],
  },
];

export function addOperations(program: Command): void {
  const plan = program.command('plan').description('show what an operation would do; changes nothing');
  for (const operation of OPERATIONS) {
    addOperation(program, operation, 'run')
      .addOption(onFailureOption())
      .option('--wait', 'into a busy cluster: wait in the queue (default: a terminal asks, a script is refused with 4)')
      .option('--no-wait', 'into a busy cluster: be refused (exit code 4)')
      .option('--detach', 'submit and return (exit code 7)')
      .option('-y, --yes', 'do not ask');
    addOperation(plan, operation, 'plan').description(
      `every statement, command and changed line of muster ${operation.verb}`,
    );
  }
}

function addOperation(parent: Command, operation: OperationCommand, mode: OperationMode): Command {
  const { verb, argument } = operation;
  return addAsked(parent, operation)
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((...given: unknown[]) => {
      const { names, flags } = readGiven(argument, given);
      return run(flags as object, async (terminal) =>
        (await import('../commands/operate.ts')).runOperate(verb, names, flags, mode, terminal),
      );
    });
}

/** An operation that is only read: no file, no profile, nobody who is asked. `take` gets what was read. */
export function addAsking(
  program: Command,
  take: (verb: OperationVerb, names: readonly string[], flags: AskFlags) => void,
): void {
  for (const operation of OPERATIONS) {
    addAsked(program, operation)
      .addOption(onFailureOption())
      .action((...given: unknown[]) => {
        const { names, flags } = readGiven(operation.argument, given);
        take(operation.verb, names, flags);
      });
  }
}

/** Its word, its nodes, and the flags that say what is asked. */
function addAsked(
  parent: Command,
  { verb, description, argument, argumentHelp = 'names of nodes in the cluster file', options = [] }: OperationCommand,
): Command {
  const command = parent.command(verb).description(description);
  if (argument !== undefined) command.argument(argument, argumentHelp);
  command.addOption(checksOption()).addOption(acceptOption());
  for (const option of [...options, ...windowOptions(), ...overridingOptions()]) command.addOption(option);
  return command;
}

/** Commander gives a command its arguments, then its flags. */
function readGiven(argument: string | undefined, given: readonly unknown[]) {
  const [names, flags] = argument === undefined ? [[], given[0]] : [given[0], given[1]];
  return { names: names as string[], flags: flags as AskFlags };
}
