import { expect, test } from 'vitest';
import { RedrawnLines } from '../../client/redrawn-lines.ts';

function drawIn(height: number, ...screens: readonly (readonly string[])[]): readonly string[] {
  const drawn: string[] = [];
  const lines = new RedrawnLines({ draw: (text) => void drawn.push(text), height: () => height });
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
