import { expect, it } from 'vitest';
import { addressVerbs } from '../../model/address-verbs.ts';
import { VERBS } from '../../model/operation.ts';

const ID = '4kx9t2mq';

it('a verb is given to the operation that is spoken of, whatever file lies where it is typed', () => {
  expect(addressVerbs("muster ops abandon --why '…'\nmuster ops retry   # when that one has ended", ID, VERBS)).toBe(
    `muster ops abandon ${ID} --why '…'\nmuster ops retry ${ID}   # when that one has ended`,
  );
  expect(addressVerbs("SHOW PROC '/statistic';   # falls; then: muster ops retry", ID, VERBS)).toBe(
    `SHOW PROC '/statistic';   # falls; then: muster ops retry ${ID}`,
  );
});

it('what names its operation, and every other command, stays as it is', () => {
  const hint = `muster ops undo 7d32a077 --why '…'\nmuster ops show\nmuster remove be-3 --lost`;
  expect(addressVerbs(hint, ID, VERBS)).toBe(hint);
});

it('what the operation would refuse now is not suggested: the same failure is met by an undo', () => {
  const offered = ['retry', 'abandon'] as const;
  expect(addressVerbs('muster ops undo', ID, offered)).toBeUndefined();
  expect(addressVerbs('muster ops undo\nmuster status', ID, offered)).toBe('muster status');
  expect(addressVerbs('muster ops retry   # drains it again; or: muster ops undo', ID, offered)).toBe(
    `muster ops retry ${ID}   # drains it again`,
  );
});
