import type { OperationProgress, WindowInput } from '../../model/operation.ts';
import { changeWindows } from '../change-windows.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { makeRules } from '../read-window-flags.ts';
import { showHeader } from '../screens/operation-header.ts';
import type { Terminal } from '../terminal.ts';
import { whoami } from '../whoami.ts';

interface CommonOptions {
  readonly profile?: string;
  readonly json?: boolean;
}

export interface WindowSetOptions extends CommonOptions {
  readonly timezone?: string;
  readonly cutoff?: string;
  readonly why?: string;
}

export interface WindowOpenOptions extends CommonOptions {
  readonly reason: string;
}

/** Other windows; what waits for one of before asks at once. */
export async function runWindowSet(
  name: string,
  spans: readonly string[],
  { timezone, cutoff, why, ...options }: WindowSetOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  // Told before anything is looked for; the zone and the cutoff of an operation may differ from it.
  makeRules({ spans, timezone, cutoff }, undefined);
  return await change(name, options, terminal, ({ windows }) => ({
    by: whoami(),
    ...(why !== undefined && { why }),
    windows: makeRules({ spans, timezone, cutoff }, windows),
  }));
}

export async function runWindowOpen(
  name: string,
  { reason, ...options }: WindowOpenOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await change(name, options, terminal, () => ({ by: whoami(), why: reason, now: true }));
}

async function change(
  name: string,
  { profile, json = false }: CommonOptions,
  terminal: Terminal,
  input: (progress: OperationProgress) => WindowInput,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const changed = await changeWindows(link, name, input);
    const view = terminal.view();
    if (json) terminal.json(changed);
    else
      for (const progress of changed)
        terminal.print([
          `${view.style.green('✓')} taken by operation ${progress.request.id}; the cluster file stays as it is`,
          ...showHeader(progress, view),
          `${view.style.dim('next:')} muster ops watch ${progress.request.id}`,
        ]);
    return EXIT.DONE;
  });
}
