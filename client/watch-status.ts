import { setTimeout as pause } from 'node:timers/promises';
import { isMusterError } from '../model/error.ts';
import { viewError } from './print-error.ts';
import { RedrawnLines } from './redrawn-lines.ts';
import { showError } from './screens/error.ts';
import { listChanges, type StatusReading } from './screens/status-changes.ts';
import { showStatus, viewReading } from './screens/status.ts';
import { formatClock } from './screens/time.ts';
import type { Terminal } from './terminal.ts';

export interface WatchStatusOptions {
  /** Between the end of one reading and the next. */
  readonly intervalMs: number;
  /** One line of JSON for each reading in which something changed. @default false */
  readonly json?: boolean;
  /** Fires when the user stops watching. */
  readonly signal: AbortSignal;
}

/** On a terminal the screen is drawn over; in a log there is one line for each change. A cluster in trouble is watched on. */
export async function watchStatus(
  read: () => Promise<StatusReading>,
  terminal: Terminal,
  { intervalMs, json = false, signal }: WatchStatusOptions,
): Promise<void> {
  const lines = new RedrawnLines(terminal);
  let last: StatusReading | undefined;
  let trouble: string | undefined;
  while (!signal.aborted) {
    try {
      const reading = await read();
      if (signal.aborted) break;
      const changes = last === undefined ? [] : listChanges(last, reading);
      const isNews = last === undefined || changes.length > 0 || trouble !== undefined;
      if (json && isNews) terminal.draw(`${JSON.stringify(viewReading(reading))}\n`);
      else if (!json && terminal.interactive) lines.redraw(show(reading, terminal, intervalMs));
      else if (!json && last === undefined)
        terminal.print(showStatus(reading.status, reading.operation, terminal.view()));
      else if (!json && isNews) terminal.print(stamp(changes.length > 0 ? changes : ['it answers again'], terminal));
      last = reading;
      trouble = undefined;
    } catch (error) {
      // What is refused stays so: a wrong password, a file that cannot be read.
      if (!isMusterError(error) || error.kind === 'refused') throw error;
      if (signal.aborted) break;
      const isNews = trouble !== error.message;
      trouble = error.message;
      const { code, message } = error;
      if (json && isNews) terminal.draw(`${JSON.stringify({ error: viewError(error) })}\n`);
      else if (!json && terminal.interactive) lines.redraw(showError(error, terminal.view()));
      else if (!json && isNews) terminal.print(stamp([`${message} (${code})`], terminal));
    }
    await pause(intervalMs, undefined, { signal }).catch(() => {});
  }
}

function show({ status, operation }: StatusReading, terminal: Terminal, intervalMs: number): readonly string[] {
  const view = terminal.view();
  const note = `every ${intervalMs / 1000} s · Ctrl-C stops watching`;
  return [...showStatus(status, operation, view), '', view.style.dim(note)];
}

/** A log is read later: each line has its time. */
function stamp(lines: readonly string[], terminal: Terminal): readonly string[] {
  const { now, zone, style } = terminal.view();
  const clock = style.dim(formatClock(new Date(now).toISOString(), zone));
  return lines.map((line) => `${clock}  ${line}`);
}
