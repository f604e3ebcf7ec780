import { frontendHandle } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import type { OperationMode } from '../../model/operation.ts';
import { chooseNodes } from '../choose-nodes.ts';
import { confirm } from '../confirm.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadCluster } from '../load-cluster.ts';
import { makeAddRequest } from '../make-request.ts';
import { fileCommand } from '../screens/view.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';

export interface AddOptions {
  readonly file?: string;
  readonly profile?: string;
  readonly onFailure?: string;
  readonly detach?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `add` and `plan add`: one request, watched until it has ended. */
export async function runAdd(
  names: readonly string[],
  options: AddOptions,
  mode: OperationMode,
  terminal: Terminal,
): Promise<ExitCode> {
  const { json = false, onFailure = 'hold' } = options;
  if (onFailure !== 'hold' && onFailure !== 'undo') {
    throw new MusterError('BAD_INPUT', `--on-failure is ${JSON.stringify(onFailure)}, expected hold or undo`, {
      hint: 'muster add --help',
    });
  }
  const { cluster, file, notice } = await loadCluster(options.file);
  const nodes = chooseNodes(cluster, names, file);
  const { style } = terminal.view();
  if (notice !== undefined) terminal.warn(style.dim(notice));
  if (mode === 'run' && options.yes !== true && !json) {
    const handles = nodes.map((node) => `${node.alias} (${frontendHandle(node)})`).join(', ');
    terminal.print([
      `${style.bold(`add fe ${handles}`)} to ${cluster.name}, one after the other`,
      style.dim(`see every statement first: ${fileCommand(`plan add ${names.join(' ')}`, terminal.view())}`),
    ]);
    if (!(await confirm('Go on?'))) {
      terminal.print('Nothing was submitted.');
      return EXIT.FAILED;
    }
  }
  // Half a second of loading, which an error of the file should not wait for.
  const [{ submit }, { watch }] = await Promise.all([import('../submit.ts'), import('../watch.ts')]);
  const request = makeAddRequest({ cluster, nodes, mode, onFailure });
  // From the submit on: Ctrl-C while it is under way must not leave the user without a name to look for.
  return await untilInterrupted((signal) =>
    withLink({ profile: options.profile }, async (link) => {
      const submitted = await submit(link, request);
      const target = { ...submitted, name: request.id };
      if (!json && mode === 'run') {
        terminal.print(style.dim(`operation ${request.id} submitted; it goes on without this terminal`));
      }
      if (options.detach !== true) return await watch(link, target, terminal, { json, signal });
      if (json) terminal.json({ id: request.id, cluster: cluster.name, ...submitted });
      else terminal.print(`${style.dim('next:')} muster ops watch ${request.id}`);
      return EXIT.DETACHED;
    }),
  );
}
