import { askWindows, nextOpenings } from '../../model/windows/ask-windows.ts';
import { hasWindows } from '../../model/windows/rules.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadCluster } from '../load-cluster.ts';
import { showWindows } from '../screens/windows.ts';
import type { Terminal } from '../terminal.ts';

export interface WindowShowOptions {
  readonly file?: string;
  readonly json?: boolean;
}

const NEXT = 3;

/** What the file says of windows, and what that means now. */
export async function runWindowShow({ file, json = false }: WindowShowOptions, terminal: Terminal): Promise<ExitCode> {
  const { cluster, notice } = await loadCluster(file);
  if (notice !== undefined) terminal.warn(terminal.view().style.dim(notice));
  const { windows } = cluster;
  const view = terminal.view();
  if (!hasWindows(windows)) {
    if (json) terminal.json({ cluster: cluster.name, windows: null });
    else terminal.print(`${cluster.name} has no windows: every step may begin at any time`);
    return EXIT.DONE;
  }
  const answer = askWindows(windows, view.now);
  if (json) {
    const next = nextOpenings(windows, view.now, NEXT).map(({ span, opensAt, closesAt }) => ({
      span,
      opensAt: new Date(opensAt).toISOString(),
      closesAt: closesAt === null ? null : new Date(closesAt).toISOString(),
    }));
    terminal.json({ cluster: cluster.name, windows, ...answer, next });
  } else terminal.print(showWindows(cluster.name, windows, answer, view));
  return EXIT.DONE;
}
