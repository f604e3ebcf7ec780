import { type Command, Option } from 'commander';
import { jsonOption, run } from './common.ts';
import { parseBytes, parseCount, parseCountOrNone, parseFactor } from './parse-number.ts';

export function addSandbox(program: Command): void {
  const sandbox = program
    .command('sandbox')
    .description('a simulated cluster to try everything on: real processes, real SSH, real MySQL wire');
  const nameOption = () => new Option('--name <name>', 'of the sandbox (default: the only one, else "sandbox")');

  sandbox
    .command('up')
    .description('start one')
    .addOption(nameOption())
    .addOption(
      new Option('--engine <name>', 'whose cluster it is').choices(['starrocks', 'databend']).default('starrocks'),
    )
    .option('--hosts <count>', 'machines for frontends (default: 3)', parseCount)
    .option('--frontends <count>', 'how many of them run a frontend (default: 1; 0: empty hosts)', parseCountOrNone)
    .option('--observers <count>', 'how many hosts, the last ones, are for observers', parseCountOrNone)
    .option('--backends <count>', 'how many backends run', parseCountOrNone)
    .option('--backend-hosts <count>', 'machines for backends (default: as many)', parseCountOrNone)
    .option('--compute-nodes <count>', 'how many compute nodes run', parseCountOrNone)
    .option('--compute-node-hosts <count>', 'machines for compute nodes (default: as many)', parseCountOrNone)
    .option('--shared-data', 'tables lie in object storage, backends and compute nodes keep a cache')
    .option('--meta <count>', 'of databend: how many Meta nodes run (default: 1)', parseCountOrNone)
    .option('--meta-hosts <count>', 'of databend: machines for Meta nodes (default: 3, or as many)', parseCountOrNone)
    .option('--queries <count>', 'of databend: how many Query nodes run', parseCountOrNone)
    .option('--query-hosts <count>', 'of databend: machines for Query nodes (default: as many)', parseCountOrNone)
    .option(
      '--auto-sync <seconds>',
      'of databend: how often Query nodes ask for the members (default: 60; 0: never)',
      parseCountOrNone,
    )
    .option('--speed <factor>', 'how much faster than the product', parseFactor, 3)
    .option('--network <a.b.c>', 'loopback network, such as 127.77.3')
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/sandbox.ts')).runSandboxUp(options, terminal)),
    );

  sandbox
    .command('down')
    .description('stop it and remove it')
    .addOption(nameOption())
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/sandbox.ts')).runSandboxDown(options, terminal)),
    );

  sandbox
    .command('list')
    .description('those that run')
    .addOption(jsonOption())
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/sandbox.ts')).runSandboxList(options, terminal)),
    );

  const add = (command: string, description: string) =>
    sandbox.command(command).description(description).addOption(nameOption()).addOption(jsonOption());
  const nodes = () => import('../commands/sandbox-nodes.ts');
  const faults = () => import('../commands/sandbox-fault.ts');

  add('nodes', 'what runs on its hosts').action((options) =>
    run(options, async (terminal) => (await nodes()).runSandboxNodes(options, terminal)),
  );

  add('start <node>', 'the start script, or the unit, of a host that has its product installed')
    .option('--helper <host:port>', 'of a member, for a frontend that has never joined')
    .action((node: string, options) =>
      run(options, async (terminal) => (await nodes()).runSandboxStart(node, options, terminal)),
    );

  add('stop <node>', 'the stop script, or the unit, of a host: backends and compute nodes are killed')
    .option('--graceful', 'hand over or finish first, as far as the product can')
    .action((node: string, options) =>
      run(options, async (terminal) => (await nodes()).runSandboxStop(node, options, terminal)),
    );

  add('kill <node>', 'kill -9 the process of a host').action((node: string, options) =>
    run(options, async (terminal) => (await nodes()).runSandboxKill(node, options, terminal)),
  );

  add('backends <count>', 'register so many backends without processes')
    .option('--alive <count>', 'how many of them answer (default: all)', parseCountOrNone)
    .action((count: string, options) =>
      run(options, async (terminal) => (await nodes()).runSandboxBackends(parseCountOrNone(count), options, terminal)),
    );

  add('cut <node>', 'cut a host off from the others without a word')
    .option('--clients', 'from its clients too')
    .action((node: string, options) =>
      run(options, async (terminal) => (await faults()).runSandboxCut(node, options, terminal)),
    );

  add('reboot <node>', 'of databend: switch a host off and on, what is enabled starts again').action(
    (node: string, options) =>
      run(options, async (terminal) => (await nodes()).runSandboxReboot(node, options, terminal)),
  );

  add('data', 'make tables and fill them; without --tables, show what there is')
    .option('--tables <count>', 'how many more', parseCount)
    .option('--tablets <count>', 'of each table (default: 8)', parseCount)
    .option('--replicas <count>', 'of each tablet (default: 3)', parseCount)
    .option('--size <size>', 'of a tablet, such as 64MB (default)', parseBytes)
    .option('--database <name>', 'where they are made (default: shop)')
    .option('--rate <size>', 'how much one clone copies in a second of the product, such as 50MB', parseBytes)
    .option('--statistics', 'the product makes tables of its own meanwhile')
    .option('--balance', 'tablets go from full backends to empty ones by themselves')
    .option('--keys <count>', 'of databend: how many keys the Meta service gets', parseCount)
    .action((options) =>
      run(options, async (terminal) => (await import('../commands/sandbox-data.ts')).runSandboxData(options, terminal)),
    );

  add('cure [what]', 'end every fault, those of one host, or one by its name').action(
    (what: string | undefined, options) =>
      run(options, async (terminal) => (await faults()).runSandboxCure(what, options, terminal)),
  );

  add('fault [fault] [details...]', 'make something go wrong (key=value details); without a name, show what does')
    .option('--node <node>', 'only there')
    .option('--cure', 'end it (without a name: all of them)')
    .action((fault: string | undefined, details: string[], options) =>
      run(options, async (terminal) => (await faults()).runSandboxFault(fault, details, options, terminal)),
    );
}
