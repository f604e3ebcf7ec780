import { type ClusterSpec, type Role, frontendsOf } from '../../model/cluster.ts';
import type { OperationMode, OperationOptions, OperationVerb } from '../../model/operation.ts';
import { orderDeploy } from '../../model/starrocks/plan-deploy.ts';
import { type ChosenNode, chooseNodes, roleOf } from '../choose-nodes.ts';
import { confirm } from '../confirm.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadCluster } from '../load-cluster.ts';
import { makeRequest } from '../make-request.ts';
import { type OperationFlags, readOnFailure, readOptions } from '../read-operation-flags.ts';
import { wrap } from '../screens/layout.ts';
import { describeCommand } from '../screens/command.ts';
import { fileCommand } from '../screens/view.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';

export interface OperateOptions extends OperationFlags {
  readonly file?: string;
  readonly profile?: string;
  readonly detach?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `add`, `remove`, `restart`, `deploy`, and each as a plan: one request, watched until it has ended. */
export async function runOperate(
  verb: OperationVerb,
  names: readonly string[],
  flags: OperateOptions,
  mode: OperationMode,
  terminal: Terminal,
): Promise<ExitCode> {
  const { json = false } = flags;
  const onFailure = readOnFailure(flags);
  const options = readOptions(flags);
  const { cluster, file, notice } = await loadCluster(flags.file);
  const asked = verb === 'deploy' ? orderDeploy(frontendsOf(cluster)).map(({ alias }) => alias) : names;
  const nodes = chooseNodes(cluster, asked, file, {
    outsiders: verb === 'remove' && options.lost === true,
    roles: verb === 'restart',
  });
  const { style } = terminal.view();
  if (notice !== undefined) terminal.warn(style.dim(notice));
  if (mode === 'run' && flags.yes !== true && !json) {
    terminal.print(announce(verb, cluster, nodes, options, terminal));
    if (!(await confirm('Go on?'))) {
      terminal.print('Nothing was submitted.');
      return EXIT.FAILED;
    }
  }
  // Half a second of loading, which an error of the file should not wait for.
  const [{ submit }, { watch }] = await Promise.all([import('../submit.ts'), import('../watch.ts')]);
  const request = makeRequest({ verb, cluster, nodes, mode, onFailure, options });
  // From the submit on: Ctrl-C while it is under way must not leave the user without a name to look for.
  return await untilInterrupted((signal) =>
    withLink({ profile: flags.profile }, async (link) => {
      const submitted = await submit(link, request);
      const target = { ...submitted, name: request.id };
      if (!json && mode === 'run') {
        terminal.print(style.dim(`operation ${request.id} submitted; it goes on without this terminal`));
      }
      if (flags.detach !== true) return await watch(link, target, terminal, { json, signal });
      if (json) terminal.json({ id: request.id, cluster: cluster.name, ...submitted });
      else terminal.print(`${style.dim('next:')} muster ops watch ${request.id}`);
      return EXIT.DETACHED;
    }),
  );
}

const SENTENCES: Readonly<Record<OperationVerb, (role: Role, nodes: string, cluster: string) => string>> = {
  add: (role, nodes, cluster) => `add ${role} ${nodes} to ${cluster}`,
  remove: (role, nodes, cluster) => `remove ${role} ${nodes} from ${cluster}`,
  restart: (role, nodes, cluster) => `restart ${role} ${nodes} of ${cluster}`,
  deploy: (role, nodes, cluster) => `deploy ${role} ${nodes} as the new cluster ${cluster}`,
};

/** How several nodes follow each other. */
function describeTurns(verb: OperationVerb, role: Role, limit = 2): string {
  if (verb === 'deploy') return '';
  if (role === 'fe') return verb === 'restart' ? ', one after the other, the leader last' : ', one after the other';
  if (verb === 'add') return limit === 1 ? ', one after the other' : `, ${limit} at a time`;
  return verb === 'remove' && role === 'be' ? ', as one drain' : ', one after the other';
}

/** What is about to be asked for, before anything is. */
function announce(
  verb: OperationVerb,
  cluster: ClusterSpec,
  nodes: readonly ChosenNode[],
  options: OperationOptions,
  terminal: Terminal,
): readonly string[] {
  const view = terminal.view();
  const { style } = view;
  const handles = nodes.map(({ alias, handle }) => (alias === handle ? handle : `${alias} (${handle})`)).join(', ');
  const role = roleOf(nodes, verb);
  const turns = nodes.length > 1 ? describeTurns(verb, role, options.limit) : '';
  const command = describeCommand({ ...options, verb, nodes: nodes.map(({ alias }) => alias) });
  return [
    ...wrap(`${SENTENCES[verb](role, handles, cluster.name)}${turns}`, view.width).map((line) => style.bold(line)),
    ...(verb === 'remove' ? ['From the first DROP on there is no undo; the way back is muster add.'] : []),
    style.dim(`see every statement first: ${fileCommand(`plan ${command}`, view)}`),
  ];
}
