import { describe, expect, it } from 'vitest';
import { showDrain } from '../../../client/screens/drain.ts';
import { widthOf } from '../../../client/screens/layout.ts';
import { describeDrain } from '../../../model/progress/describe-drain.ts';
import type { LongProgress } from '../../../model/progress.ts';
import { DRAINS } from './drain-examples.ts';
import { VIEW } from './examples.ts';

const CASES: readonly (readonly [string, LongProgress])[] = Object.entries(DRAINS);

describe('the screen of a drain', () => {
  it.each(CASES)('%s', async (name, progress) => {
    const lines = showDrain(progress, VIEW);
    for (const line of lines) expect(line).not.toMatch(/\s$/);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/drain-${name}.txt`);
  });

  it('fits a narrow terminal, but for a command that is pasted', async () => {
    const lines = showDrain(DRAINS.stalled, { ...VIEW, width: 64 });
    for (const line of lines) expect(/ALTER|muster/.test(line) || widthOf(line) <= 64).toBe(true);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/drain-narrow.txt');
  });

  it('names the file in a command that reads it', () => {
    expect(showDrain(DRAINS.stalled, { ...VIEW, file: 'prod.yaml' }).join('\n')).toContain(
      'muster add be-5 -f prod.yaml',
    );
  });
});

describe('the line of a drain', () => {
  it('says the same in short', async () => {
    const lines = CASES.flatMap(([name, progress]) =>
      describeDrain(progress, VIEW).map((line) => `${name.padEnd(12)} ${line}`),
    );
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/drain-lines.txt');
  });
});
