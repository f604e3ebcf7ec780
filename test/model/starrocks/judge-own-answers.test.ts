import { expect, test } from 'vitest';
import { type OwnAnswer, judgeOwnAnswers } from '../../../model/starrocks/judge-own-answers.ts';

const SHIPPED = {
  tablet_sched_max_scheduling_tablets: '10000',
  tablet_sched_max_balancing_tablets: '500',
  tablet_sched_disable_balance: 'false',
  tablet_sched_disable_colocate_balance: 'false',
  drop_backend_after_decommission: 'true',
};

const answer = (number: number, change: Partial<OwnAnswer> = {}): OwnAnswer => ({
  name: `fe-${number}`,
  host: `10.0.0.${number}`,
  queryPort: 9030,
  version: '3.5.7-d2da301',
  httpPort: 8030,
  httpPortInFile: 8030,
  switches: SHIPPED,
  ...change,
});
const wrong = (answers: readonly OwnAnswer[]) => judgeOwnAnswers(answers).filter(({ severity }) => severity !== 'ok');

test('frontends that are alike need nothing', () => {
  expect(judgeOwnAnswers([answer(1), answer(2)]).map(({ gate, severity }) => `${gate} ${severity}`)).toEqual([
    'versions ok',
    'http-port ok',
    'switches ok',
  ]);
});

test('one that could not be asked says nothing, and does not make the others wrong', () => {
  const { version: _, httpPort: __, switches: ___, ...silent } = answer(3);
  expect(wrong([answer(1), silent])).toEqual([]);
  expect(judgeOwnAnswers([silent])).toEqual([]);
});

test('versions side by side are told with who runs them', () => {
  expect(wrong([answer(1), answer(2, { version: '3.3.2-abc' }), answer(3)])).toEqual([
    expect.objectContaining({
      gate: 'versions',
      severity: 'warning',
      message: 'different versions run side by side: 3.5.7-d2da301 on fe-1, fe-3; 3.3.2-abc on fe-2',
    }),
  ]);
});

test('another http_port refuses, between frontends and against the file', () => {
  expect(wrong([answer(1), answer(2, { httpPort: 8031, httpPortInFile: 8031 })])).toMatchObject([
    { gate: 'http-port', severity: 'refusal', message: 'different http_ports: 8030 on fe-1; 8031 on fe-2' },
  ]);
  expect(wrong([answer(1, { httpPortInFile: 8040 })])).toMatchObject([
    { gate: 'http-port', severity: 'refusal', subject: 'fe-1', next: [expect.stringContaining('http: 8030')] },
  ]);
});

test.each([
  ['tablet_sched_max_scheduling_tablets', '0', '10000'],
  ['tablet_sched_max_balancing_tablets', '0', '500'],
  ['tablet_sched_disable_balance', 'true', 'false'],
  ['tablet_sched_disable_colocate_balance', 'true', 'false'],
  ['drop_backend_after_decommission', 'false', 'true'],
])('%s left at %s is told for each frontend that has it, with what puts it back', (key, left, shipped) => {
  expect(wrong([answer(1), answer(2, { switches: { ...SHIPPED, [key]: left } })])).toEqual([
    {
      gate: 'switches',
      severity: 'warning',
      subject: 'fe-2',
      message: expect.stringContaining(`${key} is ${left} on fe-2: `),
      next: [`mysql -h 10.0.0.2 -P 9030 -e 'ADMIN SET FRONTEND CONFIG ("${key}" = "${shipped}")'`],
    },
  ]);
});
