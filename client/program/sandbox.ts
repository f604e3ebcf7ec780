import { type Command, Option } from 'commander';
import { jsonOption, run } from './common.ts';
import { parseCount, parseFactor } from './parse-number.ts';

export function addSandbox(program: Command): void {
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

  sandbox
    .command('kill')
    .description('kill -9 the frontend of a host')
    .argument('<node>', 'such as fe-1')
    .addOption(nameOption())
    .addOption(jsonOption())
    .action((node: string, options) =>
      run(options, async (terminal) =>
        (await import('../commands/sandbox.ts')).runSandboxKill(node, options, terminal),
      ),
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
        (await import('../commands/sandbox.ts')).runSandboxFault(fault, details, options, terminal),
      ),
    );
}
