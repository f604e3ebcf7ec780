import { describe, expect, test } from 'vitest';
import { SecretCommands } from '../../../activities/secrets/secret-commands.ts';

function makeCommands() {
  const asked: string[] = [];
  let now = 0;
  let fails = false;
  const commands = new SecretCommands({
    keepMs: 1_000,
    now: () => now,
    run: async (command) => {
      asked.push(command.join(' '));
      if (fails) throw new Error('sealed');
      return `answer ${asked.length}`;
    },
  });
  return {
    asked,
    ask: (...command: string[]) => commands.ask(command),
    pass: (ms: number) => {
      now += ms;
    },
    fail: (value: boolean) => {
      fails = value;
    },
  };
}

describe('answers of secret commands', () => {
  test('are shared by those who ask at the same time, and used again for a while', async () => {
    const { asked, ask, pass } = makeCommands();
    expect(await Promise.all([ask('/a', 'x'), ask('/a', 'x')])).toEqual(['answer 1', 'answer 1']);
    pass(999);
    expect(await ask('/a', 'x')).toBe('answer 1');
    pass(1);
    expect(await ask('/a', 'x')).toBe('answer 2');
    expect(asked).toEqual(['/a x', '/a x']);
  });

  test('are those of one command, arguments included', async () => {
    const { ask } = makeCommands();
    expect([await ask('/a', 'x'), await ask('/a', 'y'), await ask('/a', 'x')]).toEqual([
      'answer 1',
      'answer 2',
      'answer 1',
    ]);
  });

  test('are not kept when the command failed', async () => {
    const { ask, fail } = makeCommands();
    fail(true);
    await expect(Promise.all([ask('/a'), ask('/a')])).rejects.toThrow('sealed');
    fail(false);
    expect(await ask('/a')).toBe('answer 2');
  });
});
