import { CLOSED_STATES, type StepProgress } from '../model/operation.ts';
import type { LongProgress } from '../model/progress.ts';
import { measureSteps, type StepColumns, showStep } from './screens/step.ts';
import { elapsed, formatClock } from './screens/time.ts';
import { drainOf, showPausedDrain } from './screens/drain.ts';
import { showSilence } from './screens/ops-show.ts';
import { paintState } from './screens/operation-header.ts';
import type { View } from './screens/view.ts';
import { showWait } from './screens/windows.ts';
import { DrainNews } from './drain-news.ts';
import { RedrawnLines } from './redrawn-lines.ts';
import type { LiveStep, Snapshot } from './snapshot.ts';
import type { Terminal } from './terminal.ts';

/** A step that runs longer is told in a log although it has said nothing. */
const SLOW_MS = 3_000;

/** Keeps what has ended above, what runs below; without a person watching, one line for each change. */
export class LiveDisplay {
  readonly #terminal: Terminal;
  readonly #lines: RedrawnLines;
  readonly #told = new Set<string>();
  readonly #drains = new DrainNews();
  #state = '';
  #source: Snapshot['source'] | undefined;
  #stuck = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#lines = new RedrawnLines(terminal);
  }

  update(snapshot: Snapshot): void {
    const { progress, live } = snapshot;
    const view = this.#terminal.view();
    const columns = measureSteps(progress.steps);
    const isOtherSource = this.#source !== undefined && this.#source !== snapshot.source;
    const lines = this.#tellSource(snapshot, view);
    const plan = progress.request.mode === 'plan';
    for (const step of progress.steps) {
      // What is only planned must not look as if it were done; the plan itself says all of it.
      if (plan || step.state === 'pending' || step.state === 'running') continue;
      const isTold = this.#told.has(`${step.id} ${step.state}`);
      this.#told.add(`${step.id} ${step.state}`);
      // Worker and server do not name the same millisecond for one end.
      if (this.#isNew(`${step.id} ${step.state} ${step.endedAt ?? ''}`) && !(isOtherSource && isTold))
        lines.push(...this.#stamp(showStep(step, columns, view), step.endedAt, view));
    }
    const running = progress.steps.filter(({ state }) => state === 'running');
    if (!this.#terminal.interactive)
      lines.push(...running.flatMap((step) => this.#tellRunning(step, live[step.id], columns, view)));
    if (progress.state !== this.#state) {
      const resume = progress.state === 'paused' ? ` muster ops resume ${progress.request.id}` : '';
      // The first state is no news; how it ended or what it needs is said below, in full.
      const isSaidBelow = progress.attention !== undefined || CLOSED_STATES.includes(progress.state);
      if ((this.#state !== '' || resume !== '') && !isSaidBelow) {
        lines.push(`${view.style.dim('—')} ${paintState(progress.state, view)}${view.style.dim(resume)}`);
        // A person sees it in what is drawn over.
        if (!this.#terminal.interactive) lines.push(...showPausedDrain(progress, live, view));
      }
      this.#state = progress.state;
    }
    const waits = plan ? [] : showWait(progress, view);
    // A person sees it in what is drawn over.
    const wait = `${progress.window?.step} ${progress.window?.opensAt} ${progress.window?.since}`;
    if (!this.#terminal.interactive && waits.length > 0 && this.#isNew(`window ${wait}`))
      lines.push(...this.#stamp(waits, progress.window?.since, view));
    if (lines.length > 0) this.say(lines);
    if (this.#terminal.interactive) {
      this.#lines.redraw([
        ...(plan ? [] : running.flatMap((step) => showStep(step, columns, view, live[step.id]))),
        ...showPausedDrain(progress, live, view),
        ...waits,
        plan ? planFooter(progress.steps, view) : footer(snapshot, view),
      ]);
    }
  }

  /** What runs now stays on the screen as it is: nobody looks on from here. A log has it already. */
  keep({ progress, live }: Snapshot): void {
    // What is only planned has not begun.
    if (!this.#terminal.interactive || progress.request.mode === 'plan') return;
    const view = this.#terminal.view();
    const columns = measureSteps(progress.steps);
    const running = progress.steps.filter(({ state }) => state === 'running');
    this.say(running.flatMap((step) => showStep(step, columns, view, live[step.id])));
  }

  /** Lines that stay, above what is drawn over. */
  say(lines: readonly string[]): void {
    this.#lines.erase();
    this.#terminal.print(lines);
  }

  end(): void {
    this.#lines.erase();
  }

  /** Not each beginning, which would double the log: what a step waits for, why it failed, and that it takes its time. */
  #tellRunning(step: StepProgress, live: LiveStep | undefined, columns: StepColumns, view: View): readonly string[] {
    const { id, startedAt = '' } = step;
    const drain = drainOf(step, live);
    if (drain !== undefined) return this.#tellDrain(step, live, drain, columns, view);
    const said = live?.note !== undefined || live?.failure !== undefined;
    if (!said && elapsed(startedAt, undefined, view.now) < SLOW_MS) return [];
    if (!this.#isNew(`${id} running ${startedAt} ${live?.note ?? ''} ${live?.failure?.message ?? ''}`)) return [];
    return this.#stamp(showStep(step, columns, view, live), new Date(view.now).toISOString(), view);
  }

  /** Each look has other numbers: only what is news is told. */
  #tellDrain(
    step: StepProgress,
    live: LiveStep | undefined,
    drain: LongProgress,
    columns: StepColumns,
    view: View,
  ): readonly string[] {
    const { progress: _, ...head } = step;
    const { failure } = live ?? {};
    const now = new Date(view.now).toISOString();
    const isNew = this.#isNew(`${step.id} running ${step.startedAt ?? ''} ${failure?.message ?? ''}`);
    const about = { attempt: live?.attempt ?? 1, ...(failure !== undefined && { failure }) };
    return [
      ...(isNew ? this.#stamp(showStep(head, columns, view, about), now, view) : []),
      ...this.#drains.tell(step.id, drain, view).flatMap((lines) => this.#stamp(lines, now, view)),
    ];
  }

  #tellSource(snapshot: Snapshot, view: View): string[] {
    const before = this.#source;
    const wasStuck = this.#stuck;
    const { source, stuck } = snapshot;
    this.#source = source;
    this.#stuck = stuck !== undefined;
    if (source === 'server' && (before !== 'server' || (this.#stuck && !wasStuck)))
      return [...showSilence(snapshot, view)];
    return before === 'server' && source === 'worker' ? [`${view.style.green('✓')} a worker answers again`] : [];
  }

  #isNew(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }

  /** A log is read later: each line has its time. A person who watches has a clock. */
  #stamp(lines: readonly string[], at: string | undefined, { zone, style }: View): readonly string[] {
    if (this.#terminal.interactive) return lines;
    return lines.map(
      (line, index) => `${index === 0 && at !== undefined ? style.dim(formatClock(at, zone)) : ' '.repeat(8)}  ${line}`,
    );
  }
}

function planFooter(steps: readonly StepProgress[], { style }: View): string {
  const [running] = steps.filter(({ state }) => state === 'running');
  const about = running === undefined ? '' : `: ${[running.node, running.title].filter(Boolean).join('  ')}`;
  return style.dim(`  planning, nothing is changed${about}`);
}

function footer({ progress: { steps }, source }: Snapshot, { style }: View): string {
  const ended = steps.filter(({ state }) => state !== 'pending' && state !== 'running').length;
  // A history has only what was begun.
  const far =
    source === 'server' ? `${ended} ${ended === 1 ? 'step' : 'steps'} done` : `${ended} of ${steps.length} steps`;
  return style.dim(`  ${far} · Ctrl-C stops watching, the operation goes on`);
}
