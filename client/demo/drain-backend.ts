import type { ClusterSpec } from '../../model/cluster.ts';
import { askSandbox } from '../control-sandbox.ts';
import { chooseNodes } from '../choose-nodes.ts';
import { runOperate } from '../commands/operate.ts';
import { type Link, withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { follow } from '../follow.ts';
import { LiveDisplay } from '../live-display.ts';
import { makeRequest } from '../make-request.ts';
import { readRunning } from '../read-running.ts';
import { findOperation } from '../find-operation.ts';
import type { SandboxNode } from '../screens/sandbox-nodes.ts';
import type { Snapshot } from '../snapshot.ts';
import { submit } from '../submit.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { type WatchTarget, watch } from '../watch.ts';
import type { Narrator } from './narrator.ts';

/** Which of the file's backends leaves, and which one takes its place. */
const LEAVES = 'be-3';
const COMES = 'be-4';

export interface DrainStage {
  readonly cluster: ClusterSpec;
  readonly file: string;
  /** Name of the sandbox. */
  readonly sandbox: string;
  readonly speed: number;
}

/** A drain that stands still on the way, because one table has a copy on every host; it ends when a host is added beside it. */
export async function drainBackend(stage: DrainStage, narrator: Narrator, terminal: Terminal): Promise<ExitCode> {
  const { cluster, sandbox, speed } = stage;
  const members = await listMembers(sandbox);
  narrator.chapter(
    `${LEAVES} is drained: its tablets move to the other backends, then it leaves`,
    'A drain copies every tablet to another backend and only then deletes it here: no data are lost, and queries go on. ' +
      `With real data it takes hours or days; here time runs ${speed} times as fast. All tables have two copies, but one has a copy on each host.`,
  );
  if (!members.has(LEAVES)) {
    narrator.done(
      cluster.nodes.some(({ alias }) => alias === LEAVES)
        ? 'it left at an earlier run; muster sandbox down begins anew'
        : 'this sandbox has no backends; muster sandbox down begins anew',
    );
    return EXIT.DONE;
  }
  return await withLink({}, async (link) => {
    const target = await begin(link, stage, narrator);
    const display = new LiveDisplay(terminal);
    const seen = await untilInterrupted((signal) =>
      follow(link, target, terminal, { signal, until: standsStill, display }),
    );
    if (seen !== undefined && standsStill(seen)) {
      display.keep(seen);
      const cured = await cure(stage, members, narrator, terminal);
      if (cured !== EXIT.DONE) return cured;
      narrator.chapter('The drain goes on by itself, to its end');
    }
    const ended = await untilInterrupted((signal) => watch(link, target, terminal, { signal, display }));
    if (ended === EXIT.DONE) await askSandbox(sandbox, 'cure', { name: 'few-hosts' });
    return ended;
  });
}

/** The command that the stall itself names. */
async function cure(
  { file, speed }: DrainStage,
  members: ReadonlySet<string>,
  narrator: Narrator,
  terminal: Terminal,
): Promise<ExitCode> {
  terminal.print('');
  narrator.explain(
    `Nothing had moved for ten minutes (${Math.round(600 / speed)} s here), so the operation looked for the reason: a table of the product's own ` +
      'statistics has three copies, and the two hosts that stay cannot hold them. The check before had warned of it; the database itself does not. ' +
      'Nothing is lost by waiting, and nothing has to be begun again.',
  );
  narrator.chapter('The cure that it names, while the drain waits: one more backend');
  if (members.has(COMES)) return EXIT.DONE;
  narrator.command(`muster add ${COMES}`);
  return await runOperate('add', [COMES], { file, yes: true }, 'run', terminal);
}

/** The drain of an earlier run that was left alone, or a new one. */
async function begin(link: Link, { cluster, file, sandbox }: DrainStage, narrator: Narrator): Promise<WatchTarget> {
  const running = await readRunning(link, cluster.name);
  if (typeof running === 'object' && running.nodes.includes(LEAVES)) {
    narrator.explain(`It was begun at an earlier run (operation ${running.id}).`);
    return await findOperation(link, running.id);
  }
  await prepareData(sandbox);
  narrator.command(`muster remove ${LEAVES}`);
  const request = makeRequest({
    verb: 'remove',
    cluster,
    nodes: chooseNodes(cluster, [LEAVES], file, {}),
    mode: 'run',
    onFailure: 'hold',
    options: {},
  });
  const submitted = await submit(link, request);
  narrator.aside(`operation ${request.id} submitted; it goes on without this terminal`);
  return { ...submitted, name: request.id };
}

/** Two copies of everything, and a table that has one on every host. */
async function prepareData(sandbox: string): Promise<void> {
  const { databases } = (await askSandbox(sandbox, 'data', {})) as { readonly databases: readonly unknown[] };
  if (databases.length > 0) return;
  await askSandbox(sandbox, 'data', { tables: 4, tablets: 24, replicas: 2, bytes: 512 * 1024 ** 2, rate: 20 });
  await askSandbox(sandbox, 'fault', { name: 'few-hosts' });
}

async function listMembers(sandbox: string): Promise<ReadonlySet<string>> {
  const nodes = (await askSandbox(sandbox, 'nodes', {})) as readonly SandboxNode[];
  return new Set(nodes.flatMap(({ name, registered }) => (registered ? [name] : [])));
}

/** Where the product only waits there is nothing to cure. */
function standsStill({ live }: Snapshot): boolean {
  return Object.values(live).some(({ progress }) => {
    const cause = progress?.stall?.cause;
    return cause !== undefined && cause !== 'settling';
  });
}
