import { expect, test } from 'vitest';
import { spareHeldSwitches } from '../../../model/starrocks/spare-held-switches.ts';
import type { Finding } from '../../../model/step.ts';

const finding = (gate: Finding['gate'], message: string, severity: Finding['severity'] = 'warning'): Finding => ({
  gate,
  severity,
  subject: 'fe-1',
  message,
  next: ['mysql'],
});
const DROP = finding('switches', 'drop_backend_after_decommission is false on fe-1');
const BALANCE = finding('switches', 'tablet_sched_disable_balance is true on fe-1');
const DRAINS = finding('draining', 'be-2 drains, with 8 tablets left');

test('a switch that is left over is to be put back', () => {
  const found = [finding('draining', 'no backend drains', 'ok'), DROP, BALANCE];
  expect(spareHeldSwitches(found, false)).toEqual(found);
});

test('while an operation holds the cluster none is', () => {
  const [drop, balance, drains] = spareHeldSwitches([DROP, BALANCE, DRAINS], true);
  for (const one of [drop, balance]) {
    expect(one?.next).toBeUndefined();
    expect(one?.message).toContain('; the operation under way may have set it');
  }
  expect(drains).toEqual(DRAINS);
});

test('while a backend drains, the one that would have it dropped is not', () => {
  const [drop, balance] = spareHeldSwitches([DROP, BALANCE, DRAINS], false);
  expect(drop?.next).toBeUndefined();
  expect(drop?.message).toContain('the database drops what drains as soon as it is empty');
  expect(balance).toEqual(BALANCE);
});
