import type { Command } from 'commander';
import { type Verb, VERBS } from '../../model/operation.ts';
import { fileOption, jsonOption, profileOption, recordsOption, run } from './common.ts';
import { parseCount } from './parse-number.ts';
import { parseSince } from './parse-since.ts';
import { parseStates } from './parse-states.ts';

const VERB_HELP: Readonly<Record<Verb, string>> = {
  pause: 'begin nothing new; what runs is finished',
  resume: 'go on after a pause',
  retry: 'try the step again that needs attention',
  skip: 'go on without the step that needs attention, where that is possible',
  undo: 'stop and take back what was done, in the safe order',
  abandon: 'stop here and leave everything as it is',
};

/** Beside the verbs: it asks for more than a word. */
export function addTune(program: Command): void {
  addNamed(program, 'tune', 'set a throttle of the database while a drain runs; put back at its end')
    .option('--clone-slots <count>', 'copies that a disk sends and receives at once (2 to 64)', parseCount)
    .option('--why <text>', 'recorded with who and when')
    .action((name: string | undefined, options) =>
      run(options, async (terminal) => (await import('../commands/tune.ts')).runTune(name, options, terminal)),
    );
}

export function addOps(program: Command): void {
  const ops = program.command('ops').description('operations: look at them, hold them, take them back');
  ops
    .command('list')
    .description('those that run, then those that ended last; the last 20 unless more is asked for')
    .option('--limit <count>', 'how many', parseCount)
    .option('--all', 'every one that Temporal remembers; plans only with --plans')
    .option('--since <when>', 'every one at work since then: 12h, 30d, 2026-11-01', (text: string) => parseSince(text))
    .option('--cluster <name>', 'those of one cluster')
    .option('--state <states>', 'those in a state: failed,undone', parseStates)
    .option('--plans', 'plans too')
    .addOption(profileOption())
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/ops-list.ts')).runOpsList(options, terminal)),
    );
  addNamed(ops, 'show', 'what was done, statement by statement')
    .addOption(recordsOption())
    .option('--evidence', 'all of it in the order of its time: who, why, findings, statements, diffs, answers')
    .action((name: string | undefined, options) =>
      run(options, async (terminal) =>
        options.evidence === true
          ? (await import('../commands/ops-evidence.ts')).runOpsEvidence(name, options, terminal)
          : (await import('../commands/ops-show.ts')).runOpsShow(name, options, terminal),
      ),
    );
  addNamed(ops, 'watch', 'follow it until it ends or needs you').action((name: string | undefined, options) =>
    run(options, async (terminal) => (await import('../commands/ops-watch.ts')).runOpsWatch(name, options, terminal)),
  );
  ops
    .command('runbook')
    .description('what is done and what remains, from its record: with neither Temporal nor a worker')
    .argument('[operation]', 'its id, the beginning of it, or a cluster (default: that of the cluster file)')
    .addOption(fileOption())
    .addOption(recordsOption())
    .addOption(jsonOption())
    .action((name: string | undefined, options) =>
      run(options, async (terminal) =>
        (await import('../commands/ops-runbook.ts')).runOpsRunbook(name, options, terminal),
      ),
    );
  for (const verb of VERBS) {
    const command = addNamed(ops, verb, VERB_HELP[verb]);
    if (verb === 'retry' || verb === 'skip')
      command.option('--step <step>', 'refused where another one holds by then: be-3/drained');
    if (verb === 'abandon') command.option('--choose <name>', 'what to leave, where that has to be decided');
    command
      .option('--why <text>', 'recorded with who and when')
      .option('--watch', 'follow it afterwards')
      .action((name: string | undefined, options) =>
        run(options, async (terminal) =>
          (await import('../commands/ops-verb.ts')).runOpsVerb(verb, name, options, terminal),
        ),
      );
  }
}

function addNamed(ops: Command, name: string, description: string): Command {
  return ops
    .command(name)
    .description(description)
    .argument('[operation]', 'its id, the beginning of it, or a cluster (default: that of the cluster file)')
    .addOption(fileOption())
    .addOption(profileOption())
    .addOption(jsonOption());
}
