import { CLOSED_STATES, type LeaveChoice, type OperationProgress, type Verb } from '../../model/operation.ts';
import { mayAsk } from '../ask-line.ts';
import { chooseLeave } from '../choose-leave.ts';
import { type Link, withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { giveVerb } from '../give-verb.ts';
import { nameOneOperation } from '../name-operation.ts';
import { readOperation } from '../read-operation.ts';
import { readSettled } from '../read-settled.ts';
import { showLater } from '../screens/leaving.ts';
import { showHeader } from '../screens/operation-header.ts';
import { showOutcome } from '../screens/outcome.ts';
import type { View } from '../screens/view.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { watch, type WatchTarget } from '../watch.ts';
import { whoami } from '../whoami.ts';
import type { OpsOptions } from './ops-show.ts';

export interface VerbOptions extends OpsOptions {
  readonly why?: string;
  /** Of retry and skip: refused when another one holds by then. @default whichever holds */
  readonly step?: string;
  /** Of abandon, where it has to be decided what is left. */
  readonly choose?: string;
  /** Follow the operation afterwards. @default false */
  readonly watch?: boolean;
}

/** pause, resume, retry, undo: recorded with who, when and why. */
export async function runOpsVerb(
  verb: Verb,
  name: string | undefined,
  options: VerbOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { file, profile, json = false, why, step } = options;
  return await withLink({ profile }, async (link) => {
    const target = await nameOneOperation(link, name, file, `muster ops ${verb}`);
    const leave = verb === 'abandon' ? await decideLeave(link, target, options, terminal) : undefined;
    const choice = options.choose ?? leave?.name;
    const said = {
      by: whoami(),
      ...(why !== undefined && { why }),
      ...(step !== undefined && { step }),
      ...(choice !== undefined && { choice }),
    };
    const answered = await giveVerb(link, target, verb, said);
    if (options.watch === true) {
      return await untilInterrupted((signal) => watch(link, target, terminal, { json, signal }));
    }
    const isSettled = verb === 'pause' || verb === 'resume';
    const progress = isSettled ? answered : await readSettled(link, target, answered);
    const view = terminal.view();
    if (json) terminal.json(progress);
    else
      terminal.print([
        `${view.style.green('✓')} ${verb} is taken`,
        ...(leave === undefined ? [] : showLater(leave, view)),
        ...showAfterVerb(verb, progress, target.name, view),
      ]);
    return EXIT.DONE;
  });
}

/** Where it stands now, and what comes next; there is nothing to watch of what has ended. */
function showAfterVerb(verb: Verb, progress: OperationProgress, name: string, view: View): readonly string[] {
  if (CLOSED_STATES.includes(progress.state)) return showOutcome(progress, view);
  const next = `${view.style.dim('next:')} muster ops ${verb === 'pause' ? 'resume' : 'watch'} ${name}`;
  return [...showHeader(progress, view), next];
}

/** Where the operation asks what to leave: as the flag says, or a person. One that cannot be read is asked by the verb itself. */
async function decideLeave(
  link: Link,
  target: WatchTarget,
  { choose, json = false }: VerbOptions,
  terminal: Terminal,
): Promise<LeaveChoice | undefined> {
  const { progress } = await readOperation(link.client, target.workflowId, target.runId);
  const { leaving } = progress;
  if (leaving === undefined || CLOSED_STATES.includes(progress.state)) return undefined;
  if (choose !== undefined) return leaving.choices.find(({ name }) => name === choose);
  return await chooseLeave(leaving, target.name, terminal, { may: mayAsk() && !json });
}
