import { expect, test } from 'vitest';
import { listReasons } from '../../model/list-reasons.ts';

test('the reasons of a request are those that were given with it', () => {
  expect(listReasons({})).toEqual([]);
  expect(
    listReasons({ outage: 'new JDK', now: 'it burns', accept: { clock: 'NTP on Monday', java: 'it runs' } }),
  ).toEqual(['outage: new JDK', 'keeps no window: it burns', 'accepts clock: NTP on Monday', 'accepts java: it runs']);
});
