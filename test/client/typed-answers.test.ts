import { describe, expect, test } from 'vitest';
import { askPhrase } from '../../client/ask-phrase.ts';
import { chooseLeave } from '../../client/choose-leave.ts';
import { readOptions } from '../../client/read-operation-flags.ts';
import { requirePhrase } from '../../client/require-phrase.ts';
import { openTerminal } from '../../client/terminal.ts';
import { readTune } from '../../client/tunables.ts';
import type { LeaveQuestion } from '../../model/operation.ts';

const BE = { alias: 'be-3', handle: '10.0.0.3:9050', role: 'be' } as const;
const FE = { alias: 'fe-2', handle: '10.0.0.2:9010', role: 'fe' } as const;
const PHRASE = 'drop be-3 and lose its data';

const lines = (...typed: string[]) => {
  const asked: string[] = [];
  return { asked, ask: async (question: string) => (asked.push(question), typed.shift() ?? '') };
};

describe('the phrase of a machine', () => {
  test('is given twice, and names the nodes', () => {
    const options = readOptions({ drain: false, confirm: [PHRASE, PHRASE] });
    expect(options).toEqual({ noDrain: true, confirm: [PHRASE, PHRASE] });
    expect(() => requirePhrase([BE], options)).not.toThrow();
    expect(() => requirePhrase([BE], readOptions({ drain: false, confirm: [] }))).not.toThrow();
  });

  test.each([
    [[PHRASE], '--confirm is given once; nothing was submitted'],
    [[PHRASE, 'yes'], '--confirm is not the phrase that is asked for; nothing was submitted'],
    [
      ['drop be-4 and lose its data', 'drop be-4 and lose its data'],
      '--confirm is not the phrase that is asked for; nothing was submitted',
    ],
  ])('%j is refused', (confirm, message) => {
    expect(() => requirePhrase([BE], { lost: true, confirm })).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', message, hint: `--confirm '${PHRASE}' --confirm '${PHRASE}'` }),
    );
  });

  test('is not for nodes without tablets', () => {
    expect(() => requirePhrase([FE], { noDrain: true })).toThrow('--no-drain is for backends: fe-2 (fe)');
    expect(() => requirePhrase([FE], { confirm: ['x'] })).toThrow('--confirm is for backends');
  });
});

describe('the phrase of a person', () => {
  test('is typed twice', async () => {
    const { ask, asked } = lines(PHRASE, PHRASE);
    expect(await askPhrase(['be-3'], ask)).toEqual([PHRASE, PHRASE]);
    expect(asked).toHaveLength(2);
  });

  test.each([[['yes']], [[PHRASE, '']], [[PHRASE, `${PHRASE}!`]], [[]]])('%j is not', async (typed) => {
    expect(await askPhrase(['be-3'], lines(...typed).ask)).toBeUndefined();
  });
});

describe('what is left by whoever abandons', () => {
  const question: LeaveQuestion = {
    asks: 'Put back to true, the database drops be-3 by itself',
    choices: [
      { name: 'put-back', says: 'it goes by itself' },
      { name: 'leave', says: 'it stays', later: 'ADMIN SET …;' },
    ],
  };
  const terminal = { ...openTerminal(), print: () => {} };

  test('is typed by its name', async () => {
    const { ask } = lines('leave');
    expect(await chooseLeave(question, '4kx9', terminal, { may: true, ask })).toBe(question.choices[1]);
  });

  test.each(['', 'y', 'put'])('%j chooses nothing, and nothing is abandoned', async (typed) => {
    const { ask } = lines(typed);
    await expect(chooseLeave(question, '4kx9', terminal, { may: true, ask })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'Nothing was chosen; the operation was not abandoned',
    });
  });

  test('has to be said by a command that cannot ask', async () => {
    await expect(chooseLeave(question, '4kx9', terminal, { may: false })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      hint: [
        'muster ops abandon 4kx9 --choose put-back   # put-back: it goes by itself',
        'muster ops abandon 4kx9 --choose leave   # leave: it stays; later: ADMIN SET …;',
      ].join('\n'),
    });
  });
});

describe('tune', () => {
  test('knows its switch by the name of the product', () => {
    expect(readTune({ cloneSlots: 16 })).toEqual({ knob: 'tablet_sched_slot_num_per_path', value: '16' });
  });

  test.each([1, 65])('%d is what the product does not take', (cloneSlots) => {
    expect(() => readTune({ cloneSlots })).toThrow(`--clone-slots is ${cloneSlots}, expected 2 to 64`);
  });

  test('of nothing is refused', () => {
    expect(() => readTune({})).toThrow(expect.objectContaining({ hint: 'muster tune --clone-slots 16' }));
  });
});
