import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export interface UpOptions {
  readonly json?: boolean;
  readonly temporalPath?: string;
}

/** Temporal and a worker on this machine, in the background. */
export async function runUp({ json = false, temporalPath }: UpOptions, terminal: Terminal): Promise<ExitCode> {
  const { startLocal } = await import('../../worker/local/start-local.ts');
  const { style } = terminal.view();
  const info = await startLocal({
    say: (line) => (json ? terminal.warn(line) : terminal.print(style.dim(line))),
    ...(temporalPath !== undefined && { temporalPath }),
  });
  if (json) {
    terminal.json(info);
    return EXIT.DONE;
  }
  terminal.print([
    `${style.green('✓')} Temporal ${info.address}   ${style.dim('page')} ${info.uiUrl}`,
    `${style.green('✓')} worker pid ${info.workerPid ?? '?'}   ${style.dim('state and logs')} ${info.stateDir}`,
    `${style.dim('next:')} muster sandbox up   ${style.dim('# a cluster to try it on')}`,
    `      muster ops list     ${style.dim('# what runs, and what ran')}`,
    `      muster down         ${style.dim('# ends both; operations wait')}`,
  ]);
  return EXIT.DONE;
}
