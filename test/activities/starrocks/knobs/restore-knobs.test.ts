import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AskedOperation, runInScope } from '../../../../activities/context.ts';
import { ask } from '../../../../activities/starrocks/ask.ts';
import { restoreKnobs, type RestoreKnobsInput } from '../../../../activities/starrocks/knobs/restore-knobs.ts';
import { setKnobs } from '../../../../activities/starrocks/knobs/set-knobs.ts';
import { createTools, type Tools } from '../../../../activities/tools.ts';
import { frontendsOf } from '../../../../model/starrocks/cluster-spec.ts';
import { parseKnobs } from '../../../../model/starrocks/data/knob-rows.ts';
import { type KnobEntry, parseKnobNote } from '../../../../model/starrocks/knobs/knob-note.ts';
import { AUTO_DROP, CLONE_SLOTS, type Knob, showKnob } from '../../../../model/starrocks/knobs/knobs.ts';
import { knobNotes, knobOf, sql } from '../../../fixtures/sandbox-data.ts';
import { TestSandbox } from '../../../fixtures/test-sandbox.ts';

let sandbox: TestSandbox;
let tools: Tools;
/** Ids of those that have ended; whoever the server was asked for. */
let ended: string[] = [];
const asked: AskedOperation[] = [];

beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 3, frontends: 3 });
  tools = createTools();
});
afterAll(async () => {
  await tools.ssh.close();
  await sandbox.stop();
});
afterEach(async () => {
  ended = [];
  asked.length = 0;
  await sql(sandbox, `ADMIN SET FRONTEND CONFIG ("${AUTO_DROP}" = "true")`);
});

function as<Result>(operation: string, body: () => Promise<Result>, run = `run of ${operation}`): Promise<Result> {
  return runInScope(
    {
      signal: new AbortController().signal,
      attempt: 1,
      owner: run,
      workflow: `op/prod/${operation}`,
      reportNote: () => {},
      hasEnded: async (who) => {
        asked.push(who);
        return ended.includes(who.operation);
      },
    },
    body,
  );
}

const hold = (operation: string) =>
  as(operation, () =>
    setKnobs.perform(tools, { cluster: sandbox.cluster, knobs: [{ knob: AUTO_DROP, value: 'false' }] }),
  );

/** As one does that has lost what its history said. */
const putBack = (operation: string, more: Partial<RestoreKnobsInput> = {}, run?: string) =>
  as(
    operation,
    () => restoreKnobs.perform(tools, { cluster: sandbox.cluster, knobs: [AUTO_DROP, CLONE_SLOTS], ...more }),
    run,
  );

/** As each frontend has it for the day on which it leads. */
async function valuesOf(knob: Knob): Promise<readonly (string | undefined)[]> {
  const values = frontendsOf(sandbox.cluster).map(async ({ host, ports }) => {
    const { rows } = await ask(tools, sandbox.cluster, { host, queryPort: ports.query }, showKnob(knob), 5_000);
    return parseKnobs(rows)[knob];
  });
  return (await Promise.all(values)).sort();
}

const notes = () => knobNotes(sandbox).map((text) => parseKnobNote(text)?.knobs[AUTO_DROP] as KnobEntry);
const noters = () => notes().map(({ workflow }) => workflow);

test('a switch that two hold stays when the first of them ends, and its note is that of the other one then', async () => {
  await hold('first');
  await hold('second');
  expect(notes()).toMatchObject(
    [1, 2, 3].map(() => ({ workflow: 'op/prod/first', beside: [{ operation: 'run of second' }] })),
  );

  const { evidence } = await putBack('first', { settings: [{ knob: AUTO_DROP, original: 'true', ours: 'false' }] });
  expect(await knobOf(sandbox, AUTO_DROP)).toBe('false');
  expect(asked).toContainEqual({ operation: 'second', workflow: 'op/prod/second', run: 'run of second' });
  expect(evidence[0]?.action).toMatchObject({
    kind: 'nothing',
    because: `${AUTO_DROP} is held by operation second as well, which puts it back at its end`,
  });
  expect(evidence.slice(1).map(({ action }) => action.on)).toEqual(['fe-1', 'fe-2', 'fe-3']);
  for (const note of notes()) expect(note).toMatchObject({ original: 'true', workflow: 'op/prod/second' });
  expect(notes().some(({ beside }) => beside !== undefined)).toBe(false);
  // Its reply may have been lost.
  await putBack('first');
  expect(noters()).toEqual(['op/prod/second', 'op/prod/second', 'op/prod/second']);

  await putBack('second', { ownOnly: true });
  expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
  expect(notes()).toEqual([]);
});

test('one whose history is lost is found by whoever comes after both, with the first value', async () => {
  await hold('first');
  await hold('second');
  await putBack('first');
  ended = ['first', 'second'];
  const { value } = await hold('third');
  expect(value).toEqual([{ knob: AUTO_DROP, original: 'true', ours: 'false' }]);
  await putBack('third');
  expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
  expect(notes()).toEqual([]);
});

test('one that joined and ends first leaves the switch and the note to the first', async () => {
  await hold('first');
  const before = notes();
  await hold('second');
  await putBack('second', { ownOnly: true });
  expect(await knobOf(sandbox, AUTO_DROP)).toBe('false');
  expect(notes()).toEqual(before);
  await putBack('first');
  expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
  expect(notes()).toEqual([]);
});

test('of one that has ended without a word, and of another run of itself, nothing is waited for', async () => {
  await hold('first');
  await hold('second');
  ended = ['second'];
  await putBack('first', {}, 'run after a reset');
  expect(asked.map(({ operation }) => operation)).toEqual(['second']);
  expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
  expect(notes()).toEqual([]);
});

test.each([
  ['known from history', { settings: [{ knob: AUTO_DROP, original: 'true', ours: 'false' }] }],
  ['known from the notes', {}],
] as const)('where the leader has its own value again, the others are given it as well: %s', async (_, more) => {
  await hold('first');
  await sandbox.control('fault', { name: 'knobs-lost' });
  expect(await valuesOf(AUTO_DROP)).toEqual(['false', 'false', 'true']);
  await putBack('first', more);
  await sandbox.control('cure', { name: 'knobs-lost' });
  expect(await valuesOf(AUTO_DROP)).toEqual(['true', 'true', 'true']);
});

test('of two that begin at the same moment none is lost: both hold it, and the last to end puts it back', async () => {
  for (let round = 0; round < 4; round += 1) {
    const names = ['first', 'second'];
    const tries = await Promise.allSettled(names.map(hold));
    for (const [place, { status, ...rest }] of tries.entries()) {
      if (status === 'fulfilled') continue;
      // What the server does with it.
      expect(rest).toMatchObject({ reason: { kind: 'transient' } });
      await hold(names[place] ?? '');
    }
    for (const note of notes())
      expect([note.operation, ...(note.beside ?? []).map(({ operation }) => operation)].sort()).toEqual([
        'run of first',
        'run of second',
      ]);
    await putBack('second');
    expect(await knobOf(sandbox, AUTO_DROP)).toBe('false');
    await putBack('first');
    expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
    expect(notes()).toEqual([]);
  }
});

test('of a host on which no frontend is installed nothing is said: no note can lie there', async () => {
  const nodes = sandbox.cluster.nodes.map((node) => (node.alias === 'fe-3' ? { ...node, home: '/opt/none' } : node));
  const cluster = { ...sandbox.cluster, nodes };
  await as('first', () => setKnobs.perform(tools, { cluster, knobs: [{ knob: AUTO_DROP, value: 'false' }] }));
  const { evidence } = await putBack('first', { cluster });
  expect(evidence.map(({ action: { on }, answer }) => `${on}: ${answer}`)).toEqual([
    expect.stringContaining('OK'),
    'fe-1: removed',
    'fe-2: removed',
  ]);
});
