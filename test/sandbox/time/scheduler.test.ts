import { expect, it } from 'vitest';
import { Scheduler } from '../../../sandbox/time/scheduler.ts';

it('runs what is due in its order, also what was scheduled on the way, and cancels', () => {
  const time = new Scheduler();
  const seen: string[] = [];
  time.after(20, () => seen.push(`last at ${time.now}`));
  time.after(10, () => {
    seen.push(`first at ${time.now}`);
    time.after(5, () => seen.push(`between at ${time.now}`));
  });
  const cancel = time.after(12, () => seen.push('cancelled'));
  cancel();
  time.advanceTo(19);
  expect(seen).toEqual(['first at 10', 'between at 15']);
  expect([time.now, time.nextAt()]).toEqual([19, 20]);
  time.advanceTo(20);
  expect(seen.at(-1)).toBe('last at 20');
});

it('says so where something begins itself again with no time between', () => {
  const time = new Scheduler();
  const again = () => void time.after(1e-20, again);
  time.after(1, again);
  expect(() => time.advanceTo(2)).toThrow('the time of the model stands still at 1 ms');
});
