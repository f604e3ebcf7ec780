import { CLOSED_STATES } from '../model/operation.ts';
import type { Link } from './connect.ts';
import { EXIT, type ExitCode, exitCodeOfOperation } from './exit-codes.ts';
import { follow } from './follow.ts';
import type { LiveDisplay } from './live-display.ts';
import { showDetached } from './screens/detached.ts';
import { showOutcome } from './screens/outcome.ts';
import { showPlan } from './screens/plan.ts';
import type { Snapshot } from './snapshot.ts';
import type { Terminal } from './terminal.ts';

export interface WatchTarget {
  readonly workflowId: string;
  readonly runId: string;
  /** How the user names it: request id. */
  readonly name: string;
}

export interface WatchOptions {
  /** Only the end, as JSON. @default false */
  readonly json?: boolean;
  /** Fires when the user stops watching. */
  readonly signal: AbortSignal;
  /** See `FollowOptions`. */
  readonly display?: LiveDisplay;
}

/** Follows, then says how it ended, or how to come back. */
export async function watch(
  link: Link,
  target: WatchTarget,
  terminal: Terminal,
  { json = false, ...options }: WatchOptions,
): Promise<ExitCode> {
  const plan = target.workflowId.startsWith('plan/');
  const quiet = json || (plan && !terminal.interactive);
  return conclude(await follow(link, target, terminal, { quiet, ...options }), target, terminal, json);
}

function conclude(last: Snapshot | undefined, target: WatchTarget, terminal: Terminal, json: boolean): ExitCode {
  if (json && last !== undefined) terminal.json(last.progress);
  const stopped =
    last !== undefined && (CLOSED_STATES.includes(last.progress.state) || last.progress.attention !== undefined);
  if (!stopped) {
    if (!json) terminal.print(showDetached(target.name, last?.progress, terminal.view()));
    return last?.progress.state === 'needs attention' ? EXIT.ATTENTION : EXIT.DETACHED;
  }
  const { progress } = last;
  const view = terminal.view();
  if (!json)
    terminal.print(progress.request.mode === 'plan' ? showPlan(progress, view) : ['', ...showOutcome(progress, view)]);
  return exitCodeOfOperation(progress);
}
