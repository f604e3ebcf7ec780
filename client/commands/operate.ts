import type { OperationMode, OperationRequest, OperationVerb } from '../../model/operation.ts';
import { confirm } from '../confirm.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadCluster } from '../load-cluster.ts';
import { makeRequest } from '../make-request.ts';
import { readOnFailure, readOptions } from '../read-operation-flags.ts';
import { type AskFlags, resolveAsked } from '../resolve-asked.ts';
import { announce } from '../screens/announce.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';

export interface OperateOptions extends AskFlags {
  readonly file?: string;
  readonly profile?: string;
  readonly detach?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Into a busy cluster: wait in the queue, or be refused. @default a terminal asks, elsewhere it is refused */
  readonly wait?: boolean;
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
  // What needs no file is said before the file is looked for.
  readOnFailure(flags);
  readOptions(flags);
  const { cluster, file, notice } = await loadCluster(flags.file);
  const { nodes, options, onFailure } = resolveAsked(verb, names, flags, { cluster, file });
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
