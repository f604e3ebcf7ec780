import { type DatabendCluster, metasOf, queriesOf } from '../../model/databend/cluster-spec.ts';
import type { DatabendStatus } from '../../model/databend/status.ts';
import { bringUpSandbox } from '../commands/sandbox.ts';
import { runOperate } from '../commands/operate.ts';
import { runStatus } from '../commands/status.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookHere } from '../load-activities.ts';
import { loadCluster } from '../load-cluster.ts';
import { table } from '../screens/layout.ts';
import type { Terminal } from '../terminal.ts';
import { askMeanwhile } from './ask-meanwhile.ts';
import { Narrator } from './narrator.ts';

const SANDBOX = 'databend';
/** Fast enough for a minute, slow enough to see what happens. */
const SPEED = 10;

/** The leader of a Meta service is replaced, and a Query node goes on answering. */
export async function demoDatabend(terminal: Terminal): Promise<ExitCode> {
  const { startLocal } = await import('../../worker/local/start-local.ts');
  const narrator = new Narrator(terminal);

  narrator.chapter('Temporal and a worker, in the background');
  const local = await startLocal({ say: (line) => narrator.explain(line) });
  narrator.done(`Temporal ${local.address}, worker pid ${local.workerPid ?? '?'}`);

  narrator.chapter(
    'A sandbox: Databend 1.2.888 with three meta nodes and a Query node',
    'Simulated processes on loopback addresses, with real SSH, units of systemd and TOML files. Two more hosts are empty.',
  );
  const { clusterFile: file } = await bringUpSandbox({
    name: SANDBOX,
    engine: 'databend',
    meta: 3,
    metaHosts: 5,
    queries: 1,
    queryHosts: 1,
    speed: SPEED,
  });
  narrator.done(`cluster file ${file}`);
  const { cluster } = await loadCluster(file);
  if (cluster.engine !== 'databend') return EXIT.FAILED;
  await runStatus({ file }, terminal);

  const replaced = await replaceLeader(cluster, file, narrator, terminal);
  if (replaced !== EXIT.DONE) return replaced;

  narrator.chapter('The cluster now');
  await runStatus({ file }, terminal);
  suggestMore(file, local.uiUrl, terminal);
  return EXIT.DONE;
}

async function replaceLeader(
  cluster: DatabendCluster,
  file: string,
  narrator: Narrator,
  terminal: Terminal,
): Promise<ExitCode> {
  const status = await lookHere('status', cluster);
  const [leader, comes] = [findLeader(status), findFresh(cluster, status)];
  narrator.chapter(
    'The leader is replaced while a Query node is asked all the time',
    'The new node joins as a learner, catches up, and then votes. The old one hands over its leadership and leaves; a write before and after shows that the ' +
      'group can commit. Every other file that names one of the two is changed, and the host is left so that no reboot brings the node back.',
  );
  if (leader === undefined || comes === undefined) {
    narrator.done(`it was replaced at an earlier run; npx muster sandbox down --name ${SANDBOX} begins anew`);
    return EXIT.DONE;
  }
  const [query] = queriesOf(cluster);
  const meanwhile = query && askMeanwhile(query);
  narrator.command(`muster replace ${leader} --with ${comes}`);
  const code = await runOperate('replace', [leader], { file, yes: true, with: [comes] }, 'run', terminal);
  const asked = await meanwhile?.stop();
  if (query !== undefined && asked !== undefined) {
    const { answered, failed, longestMs } = asked;
    terminal.print('');
    narrator.done(
      `${query.alias} meanwhile: ${answered} queries answered, ${failed} failed, the longest wait ${(longestMs / 1000).toFixed(1)} s`,
    );
  }
  return code;
}

function findLeader({ metas }: DatabendStatus): string | undefined {
  return metas.find(({ leader }) => leader)?.alias;
}

/** The first replacement of a sandbox takes the first empty host; ids of those that have left are not used again. */
function findFresh(cluster: DatabendCluster, { metas }: DatabendStatus): string | undefined {
  const members = metas.filter(({ inCluster }) => inCluster);
  const initial = metasOf(cluster).slice(0, 3);
  if (!initial.every(({ alias }) => members.some((node) => node.alias === alias))) return undefined;
  return metasOf(cluster).find(({ alias }) => !members.some((node) => node.alias === alias))?.alias;
}

function suggestMore(file: string, page: string, terminal: Terminal): void {
  const { style } = terminal.view();
  terminal.print([
    '',
    `${style.green('✓')} Running: Temporal (page ${page}), a worker, sandbox "${SANDBOX}".`,
    `  npx muster down and npx muster sandbox down --name ${SANDBOX} end them.`,
    `  export MUSTER_FILE=${file}`,
    "  alias muster='npx muster'   so that what the screens suggest can be pasted",
    `${style.dim('try:')} ${table([
      ['npx muster ops show', style.dim('# every command and changed line of the replacement')],
      ['npx muster add meta-5', style.dim('# a fourth voter; even numbers are warned of')],
      ['npx muster plan add meta-1', style.dim('# refused: an id that has left never comes back')],
      ['npx muster transfer-leader', style.dim('# another one leads')],
      ['npx muster restart meta', style.dim('# one by one, the leader last')],
      ['npx muster check', style.dim('# beside it: npx muster sandbox kill meta-2')],
      ['npx muster sandbox fault', style.dim('# what else can go wrong, and its cures')],
    ]).join('\n     ')}`,
  ]);
}
