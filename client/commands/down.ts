import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** Stops worker and server. Operations wait in the database. */
export async function runDown({ json = false }: { readonly json?: boolean }, terminal: Terminal): Promise<ExitCode> {
  const { stopLocal } = await import('../../worker/local/stop-local.ts');
  const { style } = terminal.view();
  const stopped = await stopLocal({ say: (line) => (json ? terminal.warn(line) : terminal.print(style.dim(line))) });
  if (json) terminal.json({ stopped });
  else
    terminal.print(
      stopped ? `${style.green('✓')} stopped; running operations go on with the next muster up` : 'Nothing was running',
    );
  return EXIT.DONE;
}
