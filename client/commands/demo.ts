import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookHere } from '../load-activities.ts';
import { loadCluster } from '../load-cluster.ts';
import { DEFAULT_SANDBOX } from '../sandboxes.ts';
import { table } from '../screens/layout.ts';
import { createStyle } from '../screens/view.ts';
import type { Terminal } from '../terminal.ts';
import { runOperate } from './operate.ts';
import { bringUpSandbox } from './sandbox.ts';
import { runStatus } from './status.ts';

/** Fast enough for two minutes, slow enough to see what happens. */
const DEMO_SPEED = 3;

/** Nodes of the file that the cluster does not have, or not alive. */
async function findMissing(file: string): Promise<readonly string[]> {
  const { cluster } = await loadCluster(file);
  const { nodes } = await lookHere('status', cluster);
  return nodes.flatMap(({ alias, inCluster, alive }) => (alias !== undefined && !(inCluster && alive) ? [alias] : []));
}

/** From nothing to a highly available sandbox cluster, with live steps. Run again, it goes on from what is there. */
export async function runDemo(terminal: Terminal): Promise<ExitCode> {
  const { startLocal } = await import('../../worker/local/start-local.ts');
  const heading = (text: string) => terminal.print(['', terminal.view().style.bold(text)]);
  const style = terminal.interactive ? terminal.view().style : createStyle(false);

  heading('1  Temporal and a worker, in the background');
  const local = await startLocal({ say: (line) => terminal.print(style.dim(`   ${line}`)) });
  terminal.print(`   ${style.green('✓')} Temporal ${local.address}, worker pid ${local.workerPid ?? '?'}`);

  heading('2  A sandbox: StarRocks 3.5.7 on three hosts, one of them with a frontend');
  terminal.print(style.dim('   simulated processes on loopback addresses, with real SSH and the real MySQL wire'));
  const sandbox = await bringUpSandbox({ name: DEFAULT_SANDBOX, hosts: 3, frontends: 1, speed: DEMO_SPEED });
  terminal.print(`   ${style.green('✓')} cluster file ${sandbox.clusterFile}`);

  heading('3  Two more followers join, one after the other');
  const joining = await findMissing(sandbox.clusterFile);
  if (joining.length === 0) {
    terminal.print(`   ${style.green('✓')} they joined at an earlier run; muster sandbox down begins anew`);
  } else {
    const added = await runOperate('add', joining, { file: sandbox.clusterFile, yes: true }, 'run', terminal);
    if (added !== EXIT.DONE) return added;
  }

  heading('4  The cluster now');
  await runStatus({ file: sandbox.clusterFile }, terminal);

  terminal.print([
    '',
    `${style.green('✓')} Running: Temporal (page ${local.uiUrl}), a worker, sandbox "${sandbox.name}".`,
    '  npx muster down and npx muster sandbox down end them.',
    `${style.dim('try:')} ${table([
      ['npx muster ops show', style.dim('every statement and command that was carried out')],
      ['npx muster plan restart fe', style.dim('what a rolling restart would do; nothing is changed')],
      ['npx muster remove fe-1', style.dim('the leader hands over and leaves')],
      ['npx muster status --watch', style.dim('beside it, in another terminal: npx muster sandbox kill fe-2')],
      ['npx muster check', style.dim('everything that would make an operation refuse')],
    ]).join('\n     ')}`,
  ]);
  return EXIT.DONE;
}
