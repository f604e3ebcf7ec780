import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OperationRequest } from '../../model/operation.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { readEndState, withoutRemains } from './end-state.ts';
import { injectFault } from './inject-fault.ts';
import { UNDO_TRIGGER } from './procedures.ts';

type FaultArgs = Record<string, string | number | boolean>;

interface Ended {
  readonly progress: { readonly state: string };
  readonly before: unknown;
  readonly after: unknown;
  /** To the new host, in the order in which they ended. */
  readonly commands: readonly Sent[];
}

interface Sent {
  readonly host: string;
  readonly command: string;
  readonly outcome: string;
}

/** On the new host until its process runs, and one look at it; how many more looks follow is a matter of time. */
const ADD_COMMANDS = 19;
/** What only an undo sends, by what is in the command. */
const UNDO_COMMANDS = ['kill -s', 'target=$prefix', 'nothing to restore', 'home=$1 owner=$2'];

let cleanAdd: Ended;
let cleanUndo: Ended;

beforeAll(async () => {
  [cleanAdd, cleanUndo] = await Promise.all([runWith([]), runWith([], true)]);
});

/** On a sandbox and a task queue of its own: the cases run side by side. */
async function runWith(faults: readonly FaultArgs[], undo = false): Promise<Ended> {
  const sandbox = await TestSandbox.start();
  const runner = await OperationRunner.connect();
  const stopWorker = await startTestWorker(runner, { faults: undo ? [injectFault(UNDO_TRIGGER).interceptor] : [] });
  const request: Partial<OperationRequest> = undo ? { onFailure: 'undo' } : {};
  try {
    const before = await readEndState(sandbox);
    for (const fault of faults) await sandbox.control('fault', fault);
    const progress = await runner.run(sandbox.cluster, request);
    return { progress, before, after: await readEndState(sandbox), commands: readCommands(sandbox) };
  } finally {
    await stopWorker();
    await runner.close();
    await sandbox.stop();
  }
}

function readCommands({ info }: TestSandbox): readonly Sent[] {
  const text = readFileSync(join(info.dir, 'logs', 'commands.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sent)
    .filter(({ host }) => host === 'fe-2');
}

interface Moment {
  readonly when: 'before' | 'after' | 'upload';
  /** Whether the command goes on when its connection breaks. */
  readonly fate: 'ends' | 'goes on';
}

const MOMENTS: readonly Moment[] = (['before', 'after', 'upload'] as const).flatMap((when) =>
  (['ends', 'goes on'] as const).map((fate) => ({ when, fate })),
);

/** `npm run faults` tries each command with each moment; the tests try some, with moments and fates taking turns. */
function choose<Case>(cases: readonly Case[], every: number): readonly Case[] {
  return process.env['MUSTER_FAULTS'] === 'all' ? cases : cases.filter((_, index) => index % every === 1);
}

const addCases = choose(
  Array.from({ length: ADD_COMMANDS }, (_, skip) => MOMENTS.map((moment) => ({ ...moment, number: skip + 1 }))).flat(),
  13,
);
const undoCases = choose(
  UNDO_COMMANDS.flatMap((command) => MOMENTS.map((moment) => ({ ...moment, command }))),
  7,
);

function faultsOf({ when, fate }: Moment, which: FaultArgs): readonly FaultArgs[] {
  const drop = { name: 'ssh-drop', node: 'fe-2', when, ...which };
  return fate === 'ends' ? [drop] : [{ name: 'ssh-outlive', node: 'fe-2' }, drop];
}

function expectOneCut({ commands }: Ended): void {
  expect(commands.filter(({ outcome }) => outcome.includes('cut'))).toHaveLength(1);
}

test('the cases reach every command that an add and its undo send before they wait', () => {
  expect(cleanAdd.progress.state).toBe('done');
  expect(cleanUndo.progress.state).toBe('undone');
  expect(cleanAdd.commands.length).toBeGreaterThanOrEqual(ADD_COMMANDS);
  expect(cleanAdd.commands.findIndex(({ command }) => command.includes('setsid -w bin/start_fe.sh'))).toBe(
    ADD_COMMANDS - 2,
  );
  for (const text of UNDO_COMMANDS)
    expect(cleanUndo.commands.filter(({ command }) => command.includes(text))).toHaveLength(1);
});

describe.concurrent('an SSH connection that drops', { timeout: 300_000 }, () => {
  test.each(addCases)('$when command $number of an add, which $fate, changes nothing in the end', async (one) => {
    const ended = await runWith(faultsOf(one, { skip: one.number - 1 }));
    expectOneCut(ended);
    expect(ended.progress.state).toBe('done');
    expect(ended.after).toEqual(cleanAdd.after);
  });

  test.each(undoCases)('$when "$command" of an undo, which $fate, leaves nothing behind', async (one) => {
    const pattern = one.command.replaceAll('$', '\\$');
    const ended = await runWith(faultsOf(one, { pattern }), true);
    expectOneCut(ended);
    expect(ended.progress.state).toBe('undone');
    expect(withoutRemains(ended.after)).toEqual(withoutRemains(ended.before));
  });
});

describe.concurrent('a reply of SQL that is lost after its effect changes nothing in the end:', {
  timeout: 300_000,
}, () => {
  test('that of ADD FOLLOWER', async () => {
    const { progress, after } = await runWith([{ name: 'lose-reply', node: 'fe-1', pattern: 'ADD FOLLOWER' }]);
    expect(progress.state).toBe('done');
    expect(after).toEqual(cleanAdd.after);
  });

  test('that of DROP FOLLOWER, in an undo', async () => {
    const { progress, before, after } = await runWith(
      [{ name: 'lose-reply', node: 'fe-1', pattern: 'DROP FOLLOWER' }],
      true,
    );
    expect(progress.state).toBe('undone');
    expect(withoutRemains(after)).toEqual(withoutRemains(before));
  });
});
