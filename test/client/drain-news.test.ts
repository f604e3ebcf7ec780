import { describe, expect, it } from 'vitest';
import { DrainNews } from '../../client/drain-news.ts';
import { addSample } from '../../model/progress/add-sample.ts';
import type { DrainRecord, LongProgress } from '../../model/progress.ts';
import { DRAINS } from './screens/drain-examples.ts';
import { VIEW } from './screens/examples.ts';

const STALL = DRAINS.stalled.stall;

/** What is told of a drain of two days with a look each half minute. */
function tellAll(looks: readonly number[], rest: (index: number) => Omit<LongProgress, 'nodes'> = () => ({})) {
  const news = new DrainNews();
  let record: DrainRecord | undefined;
  return looks.flatMap((left, index) => {
    const at = VIEW.now + index * 30_000;
    record = addSample(record, { at, left });
    return news.tell('drained', { nodes: { 'be-3': record }, ...rest(index) }, { ...VIEW, now: at });
  });
}

describe('the news of a drain', () => {
  it('are eleven lines when all goes well, whatever the number of looks', () => {
    const told = tellAll(Array.from({ length: 5_761 }, (_, index) => 5_760 - index));
    expect(told.map(([line]) => line?.replace(/, (ETA|no ETA|nothing).*/, ''))).toEqual([
      'be-3 100 % left, 5 760 of 5 760 tablets',
      ...[90, 80, 70, 60, 50, 40, 30, 20, 10].map((rest) => {
        const left = (5_760 * rest) / 100;
        return `be-3 ${rest} % left, ${left < 1_000 ? left : `${Math.floor(left / 1_000)} ${String(left % 1_000).padStart(3, '0')}`} of 5 760 tablets`;
      }),
      'be-3 is empty',
    ]);
  });

  it('say nothing twice of a count that rises again', () => {
    const told = tellAll([100, 80, 95, 80, 79, 100, 60]);
    expect(told.map(([line]) => line?.slice(0, 9))).toEqual(['be-3 100 ', 'be-3 80 %', 'be-3 60 %']);
  });

  it('say when a stall begins, changes its cause and ends, and not that it goes on', () => {
    const stalls = [
      undefined,
      STALL,
      STALL,
      { ...STALL, message: 'in other words' },
      { ...STALL, cause: 'no-space' as const },
      undefined,
    ];
    const told = tellAll([100, 100, 100, 100, 100, 99], (index) => {
      const stall = stalls[index];
      return stall === undefined ? {} : { stall };
    });
    expect(told.slice(1).map(([line]) => line)).toEqual([
      expect.stringContaining('too few hosts'),
      expect.stringContaining('no disk that could take the tablets has room'),
      '✓ tablets leave again',
    ]);
    expect(told[1]?.join('\n')).toContain('muster add be-5');
  });

  it('say each change of ours once, and none that is older than the watch', () => {
    const [old, later] = DRAINS.stalled.notes;
    const told = tellAll([100, 100, 100], (index) => ({ notes: index === 0 ? [old] : [old, later] }));
    expect(told.slice(1)).toEqual([['tablet_sched_slot_num_per_path set again to 16']]);
  });

  it('say when it cannot be looked at and when it can again, not each reason', () => {
    const troubles = [undefined, 'no leader', 'no network', undefined];
    const told = tellAll([100, 100, 100, 100], (index) => {
      const trouble = troubles[index];
      return trouble === undefined ? {} : { trouble };
    });
    expect(told.slice(1)).toEqual([
      ['! the last look failed, the next one follows: no leader'],
      ['✓ it can be looked at again'],
    ]);
  });

  it('know two nodes apart, and two steps', () => {
    const news = new DrainNews();
    expect(news.tell('drained', DRAINS.several, VIEW).flat()).toHaveLength(3);
    expect(news.tell('drained', DRAINS.several, VIEW)).toEqual([]);
    expect(news.tell('other', DRAINS.moving, VIEW)).toHaveLength(1);
  });
});
