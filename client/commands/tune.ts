import { withLink } from '../connect.ts';
import { EXIT, type ExitCode, exitCodeOfOperation } from '../exit-codes.ts';
import { nameOperation } from '../name-operation.ts';
import { showOutcome } from '../screens/outcome.ts';
import { showTuned } from '../screens/tuned.ts';
import type { Terminal } from '../terminal.ts';
import { tuneOperation } from '../tune-operation.ts';
import { readTune, type TuneFlags } from '../tunables.ts';
import { whoami } from '../whoami.ts';
import type { OpsOptions } from './ops-show.ts';

export interface TuneOptions extends OpsOptions, TuneFlags {
  readonly why?: string;
}

/** Sets a switch for the drain that runs, and says what it was and that it is put back. */
export async function runTune(
  name: string | undefined,
  { file, profile, json = false, why, ...flags }: TuneOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const wish = readTune(flags);
  return await withLink({ profile }, async (link) => {
    // Of two that run, the one that holds the cluster is the drain.
    const target = await nameOperation(link, name, file);
    const said = { by: whoami(), ...(why !== undefined && { why }), ...wish };
    const { progress, before, now } = await tuneOperation(link, target, said);
    const view = terminal.view();
    const needsPerson = progress.attention !== undefined;
    if (json) terminal.json(progress);
    else terminal.print(needsPerson ? showOutcome(progress, view) : showTuned(wish, before, now, target.name, view));
    if (needsPerson) return exitCodeOfOperation(progress);
    return now?.ours === wish.value ? EXIT.DONE : EXIT.DETACHED;
  });
}
