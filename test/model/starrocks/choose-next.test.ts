import { expect, test } from 'vitest';
import { chooseNext } from '../../../model/starrocks/choose-next.ts';
import type { Finding } from '../../../model/step.ts';

function finding(gate: Finding['gate'], severity: Finding['severity'], ...next: readonly string[]): Finding {
  return { gate, severity, subject: 'x', message: 'x', next };
}

const MISSING = finding('file', 'warning', 'muster add fe-2');
const DRAINS = finding('draining', 'warning', 'muster remove be-4');
const DEAD = finding('dead', 'refusal', 'muster restart be-1');
const ABSENT = finding('backend-file', 'warning', 'muster add be-5');

test('what the frontends need comes first', () => {
  expect(chooseNext(['muster restart fe-3'], [finding('dead', 'refusal', 'muster restart fe-3')], [DEAD])).toEqual([
    'muster restart fe-3',
  ]);
});

test('a backend that is dead, or drains with nobody looking on, before what is only missing', () => {
  expect(chooseNext(['muster add fe-2'], [MISSING], [ABSENT, DRAINS, DEAD])).toEqual(['muster restart be-1']);
  expect(chooseNext(['muster add fe-2'], [MISSING], [ABSENT, DRAINS])).toEqual(['muster remove be-4']);
});

test('what is missing, when nothing is ill', () => {
  expect(chooseNext(['muster add fe-2'], [MISSING], [ABSENT])).toEqual(['muster add fe-2']);
  expect(chooseNext([], [], [ABSENT])).toEqual(['muster add be-5']);
  expect(chooseNext([], [], [])).toEqual([]);
});
