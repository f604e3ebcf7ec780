import { expect, test } from 'vitest';
import { RedrawnLines } from '../../client/redrawn-lines.ts';

function drawIn(height: number, ...screens: readonly (readonly string[])[]): readonly string[] {
  const drawn: string[] = [];
  const lines = new RedrawnLines({ draw: (text) => void drawn.push(text), height: () => height, columns: () => 40 });
  for (const screen of screens) lines.redraw(screen);
  return drawn;
}

const many = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);

test('what is drawn over is erased in the same write', () => {
  const [, second = ''] = drawIn(24, ['one', 'two'], ['three']);
  expect(second.startsWith('\r\u001b[2A\u001b[0J')).toBe(true);
  expect(second).toContain('three\n');
});

test('more lines than the window has leave their middle out: the beginning and what to do next stay', () => {
  const [first = '', second = ''] = drawIn(12, many, ['short']);
  const shown = first.split('\n').slice(0, -1);
  expect(shown).toHaveLength(11);
  expect(shown[0]).toContain('line 1');
  expect(shown[6]).toBe('… 20 lines more than this window has');
  expect(shown.slice(-4)).toEqual(['line 27', 'line 28', 'line 29', 'line 30']);
  expect(second).toContain('\u001b[11A\u001b[0J');
});

test('a line that the window breaks is erased whole, and is not cut off: it may be a command', () => {
  const command = `muster ops ${'x'.repeat(80)}`;
  const [first = '', second = ''] = drawIn(24, ['one', command, 'three'], ['after']);
  expect(first).toBe(`one\n${command}\nthree\n`);
  expect(second.startsWith('\r\u001b[5A\u001b[0J')).toBe(true);
});

test('colours take no columns, and a line as wide as the window is one row', () => {
  const [, second = ''] = drawIn(24, [`\u001b[1m${'x'.repeat(40)}\u001b[22m`, ''], ['after']);
  expect(second.startsWith('\r\u001b[2A\u001b[0J')).toBe(true);
});

test('lines that the window breaks are counted as it shows them when some are left out', () => {
  const wide = many.map((line) => line.padEnd(60, '.'));
  const [, second = ''] = drawIn(13, wide, ['short']);
  expect(second).toContain('\u001b[11A\u001b[0J');
});
