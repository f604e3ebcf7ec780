import { describe, expect, it } from 'vitest';
import { LiveDisplay } from '../../client/live-display.ts';
import type { Snapshot } from '../../client/snapshot.ts';
import type { Terminal } from '../../client/terminal.ts';
import type { OperationProgress } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import { DRAINS } from './screens/drain-examples.ts';
import { at, pending, progressOf, STEPS, VIEW } from './screens/examples.ts';

/** A terminal into a string; drawn lines are kept apart from those that stay. */
function record(interactive: boolean) {
  const stayed: string[] = [];
  const drawn: string[] = [];
  const terminal: Terminal = {
    interactive,
    view: () => ({ ...VIEW, width: 120 }),
    print: (lines) => void stayed.push(...(typeof lines === 'string' ? [lines] : lines)),
    warn: () => {},
    json: () => {},
    draw: (text) => void drawn.push(text),
    height: () => 50,
    columns: () => 120,
  };
  return { terminal, stayed, drawn };
}

function snapshot(change: Partial<OperationProgress>, rest: Partial<Snapshot> = {}): Snapshot {
  return {
    workflowId: 'cluster/prod',
    runId: 'run',
    progress: progressOf(change),
    live: {},
    source: 'worker',
    ...rest,
  };
}

const BEGUN = { ...pending(STEPS.joined), state: 'running' as const, startedAt: at('02:01:28') };

const DRAINING = {
  id: 'be-3/drained',
  node: 'be-3',
  kind: 'wait' as const,
  title: 'Wait until it is empty',
  state: 'running' as const,
  startedAt: at('02:00:00'),
};

describe('a wait for a window', () => {
  const window = {
    step: 'fe-2/stop',
    node: 'fe-2',
    title: 'Stop its process',
    open: false,
    span: '22:00,04:00',
    opensAt: '2026-11-21T22:00:00.000Z',
    closesAt: '2026-11-22T04:00:00.000Z',
    timezone: 'UTC',
    since: at('02:02:00'),
  };
  const waiting = () => snapshot({ state: 'waiting', window });

  it('is drawn over for a person, and told once in a log', () => {
    const person = record(true);
    const log = record(false);
    const displays = [new LiveDisplay(person.terminal), new LiveDisplay(log.terminal)];
    for (const display of displays) {
      display.update(waiting());
      display.update(waiting());
    }
    expect(person.drawn.at(-1)).toContain('waits for a window: 22:00,04:00 opens Sat 21 Nov 22:00 UTC');
    expect(person.drawn.at(-1)).toContain('then: fe-2  Stop its process');
    expect(person.stayed.join('\n')).not.toContain('waits for a window');
    expect(log.stayed.filter((line) => line.includes('waits for a window'))).toHaveLength(1);
  });
});

it('says without a worker how much is done and not of how much: what is to come is not known then', () => {
  const { terminal, drawn } = record(true);
  const display = new LiveDisplay(terminal);
  display.update(snapshot({ steps: [STEPS.register, BEGUN] }, { source: 'server' }));
  expect(drawn.at(-1)).toContain('  1 step done · Ctrl-C stops watching, the operation goes on');
  display.update(snapshot({ steps: [STEPS.register, BEGUN, pending(STEPS.serving)] }));
  expect(drawn.at(-1)).toContain('  1 of 3 steps · Ctrl-C stops watching, the operation goes on');
});

describe('a drain', () => {
  const look = (progress: LongProgress) =>
    snapshot(
      { steps: [DRAINING] },
      { live: { 'be-3/drained': { attempt: 1, note: String(Math.random()), progress } } },
    );

  it('is a block that is drawn over for a person', () => {
    const { terminal, stayed, drawn } = record(true);
    const display = new LiveDisplay(terminal);
    display.update(look(DRAINS.moving));
    display.update(look(DRAINS.stalled));
    expect(stayed).toEqual([]);
    expect(drawn[0]).toContain('1 203 of 2 890 tablets left (42 %)');
    expect(drawn[1]).toContain('muster add be-5');
  });

  it('is told to a log by its news, whatever its note says', () => {
    const { terminal, stayed } = record(false);
    const display = new LiveDisplay(terminal);
    display.update(look(DRAINS.moving));
    display.update(look(DRAINS.moving));
    expect(stayed).toEqual([
      expect.stringMatching(/^03:04:20  ▸ be-3  Wait until it is empty/),
      expect.stringMatching(/^03:04:20  be-3 42 % left, 1 203 of 2 890 tablets, ETA/),
    ]);
    const { nodes, stall } = DRAINS.stalled;
    display.update(look({ nodes, stall }));
    expect(stayed[2]).toContain('nothing moves since');
    expect(stayed.join('\n')).toContain('ALTER TABLE sales.orders');
  });

  it('says of a try that failed why, once', () => {
    const { terminal, stayed } = record(false);
    const display = new LiveDisplay(terminal);
    const failure = { code: 'NO_LEADER', kind: 'transient', message: 'no frontend answers' } as const;
    const failing = { attempt: 2, progress: DRAINS.moving, failure };
    for (let times = 0; times < 3; times++)
      display.update(snapshot({ steps: [DRAINING] }, { live: { 'be-3/drained': failing } }));
    expect(stayed.filter((line) => line.includes('no frontend answers'))).toHaveLength(1);
  });

  it('is shown by its last epoch when no beat is known', () => {
    const { terminal, drawn } = record(true);
    new LiveDisplay(terminal).update(snapshot({ steps: [{ ...DRAINING, progress: DRAINS.moving }] }));
    expect(drawn[0]).toContain('1 203 of 2 890');
  });
});

describe('a watch without a person', () => {
  it('prints a line for each change and nothing for what stays the same', () => {
    const { terminal, stayed } = record(false);
    const display = new LiveDisplay(terminal);
    display.update(snapshot({ steps: [STEPS.register, pending(STEPS.joined)] }));
    display.update(snapshot({ steps: [STEPS.register, pending(STEPS.joined)] }));
    expect(stayed).toHaveLength(1);
    display.update(
      snapshot({ steps: [STEPS.register, BEGUN] }, { live: { 'fe-2/joined': { attempt: 1, note: 'not there yet' } } }),
    );
    display.update(
      snapshot({ steps: [STEPS.register, BEGUN] }, { live: { 'fe-2/joined': { attempt: 2, note: 'not there yet' } } }),
    );
    expect(stayed).toHaveLength(2);
    expect(stayed[1]).toContain('not there yet');
    display.update(snapshot({ state: 'paused', steps: [STEPS.register, STEPS.joined] }));
    expect(stayed.slice(2)).toEqual([
      expect.stringContaining('✓ fe-2  Wait until it is alive'),
      '— paused muster ops resume 4kx9t2mq',
    ]);
  });

  it('tells no step again because the server names another moment for its end', () => {
    const { terminal, stayed } = record(false);
    const display = new LiveDisplay(terminal);
    const later = { ...STEPS.register, endedAt: at('02:01:25.207') };
    display.update(snapshot({ steps: [STEPS.register] }));
    for (const source of ['server', 'server', 'worker'] as const)
      display.update(snapshot({ steps: [source === 'server' ? later : STEPS.register] }, { source }));
    expect(stayed.filter((line) => line.includes('Register'))).toHaveLength(1);
    // Done once more after a retry is news.
    display.update(snapshot({ steps: [{ ...STEPS.register, endedAt: at('02:09:00') }] }));
    expect(stayed.filter((line) => line.includes('Register'))).toHaveLength(2);
  });

  it('draws nothing over', () => {
    const { terminal, drawn } = record(false);
    const display = new LiveDisplay(terminal);
    display.update(snapshot({ steps: [BEGUN] }));
    display.end();
    expect(drawn).toEqual([]);
  });

  it('says once that no worker answers, and that one is back', () => {
    const { terminal, stayed } = record(false);
    const display = new LiveDisplay(terminal);
    for (const source of ['server', 'server', 'worker', 'worker'] as const)
      display.update(snapshot({ steps: [] }, { source }));
    expect(stayed).toEqual([
      expect.stringContaining('no worker answers'),
      expect.stringContaining('elsewhere'),
      expect.stringContaining('a worker answers again'),
    ]);
  });

  it('says what a worker fails with when it turns out that it cannot go on', () => {
    const { terminal, stayed } = record(false);
    const display = new LiveDisplay(terminal);
    const stuck = { tries: 2, since: at('02:01:40'), cause: 'Nondeterminism error' };
    for (const more of [{}, { stuck }, { stuck: { ...stuck, tries: 3 } }] as const)
      display.update(snapshot({ steps: [] }, { source: 'server', ...more }));
    expect(stayed.join('\n')).toMatch(/no worker answers.*\n.*cannot go on with it.*\n.*\n? *Nondeterminism error\n/s);
    expect(stayed.join('\n').match(/cannot go on/g)).toHaveLength(1);
  });
});

describe('a watch with a person', () => {
  it('redraws what runs, and lets what has ended stay', () => {
    const { terminal, stayed, drawn } = record(true);
    const display = new LiveDisplay(terminal);
    display.update(snapshot({ steps: [STEPS.register, BEGUN] }));
    display.update(snapshot({ steps: [STEPS.register, STEPS.joined] }));
    display.end();
    expect(stayed).toEqual([
      expect.stringContaining('Register it as a follower'),
      expect.stringContaining('alive as a member'),
    ]);
    expect(drawn[0]).toContain('Ctrl-C stops watching');
    // Two lines were drawn: the running step and the footer; both are taken away before anything else is printed.
    expect(drawn[1]).toBe('\r\u001b[2A\u001b[0J');
    expect(drawn.at(-1)).toMatch(/A\u001b\[0J$/);
  });
});

describe('a watch of a plan', () => {
  it('shows no step as done: nothing is', () => {
    const { terminal, stayed, drawn } = record(true);
    const request = { ...progressOf({}).request, mode: 'plan' as const };
    new LiveDisplay(terminal).update(snapshot({ request, steps: [STEPS.register, BEGUN] }));
    expect(stayed).toEqual([]);
    expect(drawn.join('')).toContain('planning, nothing is changed: fe-2  Wait until it is alive');
    expect(drawn.join('')).not.toContain('✓');
  });
});
