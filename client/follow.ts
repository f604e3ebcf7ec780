import { setTimeout as pause } from 'node:timers/promises';
import { MusterError } from '../model/error.ts';
import { CLOSED_STATES } from '../model/operation.ts';
import type { Link } from './connect.ts';
import { LiveDisplay } from './live-display.ts';
import { readOperation } from './read-operation.ts';
import type { Snapshot } from './snapshot.ts';
import { isOutage, temporalDown } from './temporal-errors.ts';
import type { Terminal } from './terminal.ts';

const LOOK_EVERY_MS = 500;
/** After this a watch gives up; the operation does not. */
const OUTAGE_LIMIT_MS = 10 * 60_000;
/** A little longer than the time in which a worker may take up a submit. */
const TAKEN_LIMIT_MS = 20_000;

export interface FollowOptions {
  /** Nothing but the end is shown. @default false */
  readonly quiet?: boolean;
  /** Fires when the user stops watching. */
  readonly signal: AbortSignal;
  /** Ends it early. @default when it has ended or needs a person */
  readonly until?: (snapshot: Snapshot) => boolean;
  /** One that has shown the beginning says it no second time. @default a new one */
  readonly display?: LiveDisplay;
}

/** Watches until the operation has ended or needs a person; gives the last that was seen, `undefined` when nothing was. */
export async function follow(
  link: Link,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  terminal: Terminal,
  { quiet = false, signal, until = () => false, display = new LiveDisplay(terminal) }: FollowOptions,
): Promise<Snapshot | undefined> {
  let last: Snapshot | undefined;
  let outageSince: number | undefined;
  try {
    while (!signal.aborted) {
      try {
        last = await readOperation(link.client, workflowId, runId);
        if (outageSince !== undefined && !quiet)
          display.say([`${terminal.view().style.green('✓')} Temporal answers again`]);
        outageSince = undefined;
        if (signal.aborted) break;
        if (!quiet) display.update(last);
        if (hasStopped(last) || until(last)) break;
        refuseUntaken(last);
      } catch (error) {
        if (!isOutage(error)) throw error;
        if (outageSince === undefined && !quiet)
          display.say([
            `${terminal.view().style.yellow('!')} Temporal at ${link.address} does not answer; the operation goes on when it is back; asking again …`,
          ]);
        outageSince ??= Date.now();
        if (Date.now() - outageSince > OUTAGE_LIMIT_MS)
          throw temporalDown(link, 'the operation goes on when it is back', error);
      }
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
    // Whoever turns to something else may come back to this window first.
    if (signal.aborted && last !== undefined && !quiet) display.keep(last);
    return last;
  } finally {
    display.end();
  }
}

function hasStopped({ progress }: Snapshot): boolean {
  return CLOSED_STATES.includes(progress.state) || progress.state === 'needs attention';
}

/** The submit is in the history and nobody has begun it: from now on a worker would refuse it. */
function refuseUntaken({ source, progress }: Snapshot): void {
  const age = Date.now() - Date.parse(progress.startedAt);
  if (source !== 'server' || progress.steps.length > 0 || age < TAKEN_LIMIT_MS) return;
  throw new MusterError(
    'NO_WORKER',
    `Operation ${progress.request.id} was submitted, and no worker took it within ${TAKEN_LIMIT_MS / 1000} s; nothing was done, and a worker that sees it now will end it at once`,
    { kind: 'transient', hint: `muster up\nmuster ops show ${progress.request.id}` },
  );
}
