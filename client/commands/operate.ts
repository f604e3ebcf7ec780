import type { ClusterSpec } from '../../model/cluster.ts';
import { metasOf } from '../../model/databend/cluster-spec.ts';
import { frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import type { OperationMode, OperationRequest, OperationVerb } from '../../model/operation.ts';
import { orderDeploy } from '../../model/starrocks/plan-deploy.ts';
import { chooseNodes } from '../choose-nodes.ts';
import { refuseUnfit } from '../refuse-unfit.ts';
import { confirm } from '../confirm.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadCluster } from '../load-cluster.ts';
import { makeRequest } from '../make-request.ts';
import { type OperationFlags, readOnFailure, readOptions } from '../read-operation-flags.ts';
import { readWindowFlags } from '../read-window-flags.ts';
import { requirePhrase } from '../require-phrase.ts';
import { announce } from '../screens/announce.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';

export interface OperateOptions extends OperationFlags {
  readonly file?: string;
  readonly profile?: string;
  readonly detach?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Into a busy cluster: wait in the queue, or be refused. @default a terminal asks, elsewhere it is refused */
  readonly wait?: boolean;
  /** Of replace: those that take the place of the nodes. */
  readonly with?: readonly string[];
  /** Of transfer-leader. @default a live one that has caught up is chosen */
  readonly to?: string;
}

/** `add`, `remove`, `replace`, `restart`, `deploy`, `transfer-leader`, and each as a plan: one request, watched until it has ended. */
export async function runOperate(
  verb: OperationVerb,
  names: readonly string[],
  flags: OperateOptions,
  mode: OperationMode,
  terminal: Terminal,
): Promise<ExitCode> {
  const { json = false } = flags;
  const onFailure = readOnFailure(flags);
  const given = readOptions(flags);
  const { cluster, file, notice } = await loadCluster(flags.file);
  const asked = verb === 'deploy' ? listDeploy(cluster) : flags.to === undefined ? names : [flags.to];
  const nodes = chooseNodes(cluster, asked, file, {
    outsiders: (verb === 'remove' || verb === 'replace') && given.lost === true,
    roles: verb === 'restart',
  });
  const coming = chooseNodes(cluster, flags.with ?? [], file);
  const windows = readWindowFlags(flags, cluster.windows);
  const options = { ...given, ...windows, ...(coming.length > 0 && { with: coming.map(({ alias }) => alias) }) };
  refuseUnfit(cluster, verb, nodes, coming, options);
  requirePhrase(nodes, options);
  const { style } = terminal.view();
  if (notice !== undefined) terminal.warn(style.dim(notice));
  if (mode === 'run' && flags.yes !== true && !json) {
    terminal.print(announce(verb, cluster, nodes, options, terminal.view()));
    if (!(await confirm('Go on?'))) {
      terminal.print('Nothing was submitted.');
      return EXIT.FAILED;
    }
  }
  // Half a second of loading, which an error of the file should not wait for.
  const [{ submitOrAsk }, { watch }, { findUsedIds }] = await Promise.all([
    import('../submit-or-ask.ts'),
    import('../watch.ts'),
    import('../find-used-ids.ts'),
  ]);
  const ask = (confirmed?: readonly string[]) =>
    makeRequest({
      verb,
      cluster,
      nodes,
      mode,
      onFailure,
      options: { ...options, ...(confirmed && { confirm: confirmed }) },
    });
  const request = ask();
  // From the submit on: Ctrl-C while it is under way must not leave the user without a name to look for.
  return await untilInterrupted((signal) =>
    withLink({ profile: flags.profile }, async (link) => {
      const carryOut = async (asked: OperationRequest): Promise<ExitCode> => {
        const usedIds = await findUsedIds(link, asked);
        const complete = { ...asked, ...(usedIds.length > 0 && { usedIds }) };
        const submitted = await submitOrAsk(link, complete, terminal, { ...flags, signal });
        if (submitted === undefined) return EXIT.DETACHED;
        if (!json && mode === 'run') {
          terminal.print(style.dim(`operation ${asked.id} submitted; it goes on without this terminal`));
        }
        if (flags.detach !== true) {
          const code = await watch(link, { ...submitted, name: asked.id }, terminal, { json, signal });
          if (code !== EXIT.REFUSED || asked.confirm !== undefined || json || flags.yes === true) return code;
          const { offerPhrase } = await import('../offer-phrase.ts');
          const typed = await offerPhrase(link, submitted, terminal);
          return typed === undefined ? code : await carryOut(ask(typed));
        }
        if (json) terminal.json({ id: asked.id, cluster: cluster.name, ...submitted });
        else terminal.print(`${style.dim('next:')} muster ops watch ${asked.id}`);
        return EXIT.DETACHED;
      };
      return await carryOut(request);
    }),
  );
}

/** All nodes that a new cluster is made of, in the order in which they join. */
function listDeploy(cluster: ClusterSpec): readonly string[] {
  const nodes = cluster.engine === 'databend' ? metasOf(cluster) : orderDeploy(frontendsOf(cluster));
  return nodes.map(({ alias }) => alias);
}
