import { EXIT, type ExitCode } from '../exit-codes.ts';
import { drainBackend } from './drain-backend.ts';
import { joinFrontends } from './join-frontends.ts';
import { Narrator } from './narrator.ts';
import { loadCluster } from '../load-cluster.ts';
import { DEFAULT_SANDBOX } from '../sandboxes.ts';
import { table } from '../screens/layout.ts';
import type { Terminal } from '../terminal.ts';
import { bringUpSandbox } from '../commands/sandbox.ts';
import { runStatus } from '../commands/status.ts';

/** Fast enough for two minutes, slow enough to see what happens. */
const DEMO_SPEED = 30;

/** From nothing to a highly available sandbox cluster with a drained backend. Run again, it goes on from what is there. */
export async function demoStarRocks(terminal: Terminal): Promise<ExitCode> {
  const { startLocal } = await import('../../worker/local/start-local.ts');
  const narrator = new Narrator(terminal);

  narrator.chapter('Temporal and a worker, in the background');
  const local = await startLocal({ say: (line) => narrator.explain(line) });
  narrator.done(`Temporal ${local.address}, worker pid ${local.workerPid ?? '?'}`);

  narrator.chapter(
    'A sandbox: StarRocks 3.5.7 with one frontend and three backends',
    'Simulated processes on loopback addresses, with real SSH and the real MySQL wire. Two hosts for frontends and one for a backend are empty.',
  );
  const sandbox = await bringUpSandbox({
    name: DEFAULT_SANDBOX,
    hosts: 3,
    frontends: 1,
    backends: 3,
    backendHosts: 4,
    speed: DEMO_SPEED,
  });
  narrator.done(`cluster file ${sandbox.clusterFile}`);
  const file = sandbox.clusterFile;
  const { cluster } = await loadCluster(file);

  narrator.chapter('Two more frontends join, one after the other');
  const added = await joinFrontends(cluster, file, narrator, terminal);
  if (added !== EXIT.DONE) return added;

  const drained = await drainBackend(
    { cluster, file, sandbox: sandbox.name, speed: sandbox.speed },
    narrator,
    terminal,
  );
  if (drained !== EXIT.DONE) return drained;

  narrator.chapter('The cluster now');
  await runStatus({ file }, terminal);

  const { style } = terminal.view();
  terminal.print([
    '',
    `${style.green('✓')} Running: Temporal (page ${local.uiUrl}), a worker, sandbox "${sandbox.name}".`,
    '  npx muster down and npx muster sandbox down end them.',
    "  alias muster='npx muster'   so that what the screens suggest can be pasted",
    `${style.dim('try:')} ${table([
      ['npx muster ops show', style.dim('# every statement and command of the drain')],
      ['npx muster add be-3', style.dim('# it comes back')],
      ['npx muster remove be-2', style.dim('# meanwhile: npx muster ops pause, resume, undo')],
      ['npx muster sandbox fault', style.dim('# what can hold up a drain, and its cures')],
      ['npx muster restart fe', style.dim('# a rolling restart, the leader last')],
      ['npx muster status --watch', style.dim('# beside it: npx muster sandbox kill fe-2')],
    ]).join('\n     ')}`,
  ]);
  return EXIT.DONE;
}
