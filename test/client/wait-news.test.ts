import { expect, test } from 'vitest';
import { type Standing, WaitNews } from '../../client/wait-news.ts';

function hear(...looks: readonly Standing[]): readonly (Standing | undefined)[] {
  const news = new WaitNews();
  return looks.map((standing) => news.hear(standing));
}

test('a worker that is gone is told once, and that one is back', () => {
  expect(hear('served', 'no worker', 'no worker', 'no worker', 'no worker', 'served', 'served')).toEqual([
    ...[undefined, undefined, undefined, 'no worker', undefined, 'served', undefined],
  ]);
});

test('one that is restarted, and an answer that is lost, are no news', () => {
  expect(hear('no worker', 'no worker', 'served', 'no Temporal', 'served').filter(Boolean)).toEqual([]);
});

test('of one trouble after the other each is told', () => {
  const looks = Array.from<Standing>({ length: 3 }).fill('no worker');
  expect(hear(...looks, 'no Temporal', 'no Temporal', 'no Temporal', 'served').filter(Boolean)).toEqual([
    'no worker',
    'no Temporal',
    'served',
  ]);
});
