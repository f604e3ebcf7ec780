import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runWindowShow } from '../../../client/commands/window-show.ts';
import type { Terminal } from '../../../client/terminal.ts';
import { VIEW } from '../screens/examples.ts';

const directory = mkdtempSync(join(tmpdir(), 'muster-test-window-'));
const file = join(directory, 'muster.yaml');
const FILE = `name: prod
engine: starrocks
version: 3.5.7
ssh: { user: u }
nodes: { fe-1: { role: fe, host: 10.0.0.1, home: /opt/fe } }
`;

afterAll(() => {
  rmSync(directory, { recursive: true });
});

async function show(text: string, json = false): Promise<{ readonly said: unknown[]; readonly code: number }> {
  writeFileSync(file, text);
  const said: unknown[] = [];
  const terminal = {
    view: () => VIEW,
    print: (lines: unknown) => void said.push(...[lines].flat()),
    warn: () => {},
    json: (value: unknown) => void said.push(value),
  } as unknown as Terminal;
  return { code: await runWindowShow({ file, json }, terminal), said };
}

test('a file without windows says that nothing is held', async () => {
  expect(await show(FILE)).toEqual({ code: 0, said: ['prod has no windows: every step may begin at any time'] });
  expect((await show(`${FILE}timezone: UTC\n`, true)).said).toEqual([{ cluster: 'prod', windows: null }]);
});

test('for a script it is the answer and the next three', async () => {
  const { said } = await show(`${FILE}windows: ["SAT-04:00,SAT-06:00"]\ntimezone: Europe/Berlin\n`, true);
  expect(said).toMatchObject([
    {
      cluster: 'prod',
      open: false,
      opensAt: '2026-11-21T03:00:00.000Z',
      closesAt: '2026-11-21T05:00:00.000Z',
      next: [
        { opensAt: '2026-11-21T03:00:00.000Z' },
        { opensAt: '2026-11-28T03:00:00.000Z' },
        { opensAt: '2026-12-05T03:00:00.000Z', span: 'SAT-04:00,SAT-06:00' },
      ],
    },
  ]);
});

test('a bad file is refused with its place', async () => {
  await expect(show(`${FILE}windows: ["SAT-04:00"]\n`)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/muster\.yaml:6:11: windows\.0 is "SAT-04:00", expected a window such as/),
  });
});
