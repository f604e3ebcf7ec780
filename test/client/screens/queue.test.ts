import { expect, it } from 'vitest';
import { showAdmission, showQueued, showStanding, showWaiting } from '../../../client/screens/queue.ts';
import type { AdmissionView, Suspension } from '../../../model/foreman.ts';
import { at, VIEW } from './examples.ts';

const DRAIN = { id: '4kx9t2mq', what: 'remove be-3', by: 'kim@laptop', since: at('01:00:00') };
const RESTART = { id: '4kx9zz01', what: 'restart be-1, be-2', by: 'eve@desk', since: at('02:00:00') };
const WHY = 'a restart takes nodes down one after the other, and nothing else may take one away meanwhile';
const SUSPENSION: Suspension = {
  by: 'kim@laptop',
  reason: 'quarter close',
  since: at('00:00:00'),
  until: '2026-11-23T07:00:00Z',
  running: 'leave',
};
const FULL: AdmissionView = {
  cluster: 'prod',
  running: [DRAIN],
  queue: [
    { ...RESTART, behind: [{ ...DRAIN, why: WHY }] },
    {
      ...RESTART,
      id: '4kx9zz02',
      what: 'add fe-4',
      behind: [
        { ...DRAIN, why: 'the drain holds switches on the leader, and a change of voters may move the leader' },
        { ...RESTART, why: `it came before, and ${WHY}` },
      ],
    },
  ],
};

async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

it('what runs and what waits for what, at 80 columns too', async () => {
  await expectGolden('queue', showAdmission(FULL, VIEW));
  await expectGolden('queue-80', showAdmission(FULL, { ...VIEW, width: 80 }));
});

it('while nothing may begin that is said first', () =>
  expectGolden(
    'queue-suspended',
    showAdmission({ cluster: 'prod', running: [], queue: [], suspension: SUSPENSION }, VIEW),
  ));

it('and how it is opened earlier, whatever waits', () => {
  const { running, queue } = FULL;
  const lines = showAdmission({ cluster: 'prod', running, queue, suspension: SUSPENSION }, VIEW);
  expect(lines.filter((line) => line.includes('next:'))).toHaveLength(1);
  expect(lines.join('\n')).toContain("muster unsuspend prod --reason '…'");
});

it('in a narrow window no line is broken by the terminal', () => {
  const lines = showAdmission({ ...FULL, suspension: SUSPENSION }, { ...VIEW, width: 40 });
  expect(lines.filter((line) => line.length > 40 && !line.includes('muster '))).toEqual([]);
});

it('whose foreman stands still says so, why, and how it goes on', () =>
  expectGolden(
    'queue-stuck',
    showAdmission(
      { ...FULL, stuck: { tries: 3, since: '2026-12-04T02:14:05.000Z', cause: '[TMPRL1100] Nondeterminism error' } },
      VIEW,
    ),
  ));

it('whose foreman was ended says so, and how it goes on', () =>
  expectGolden('queue-ended', showAdmission({ ...FULL, ended: true }, VIEW)));

it('after a submit: where it stands, behind what and why, and how it is taken out', () =>
  expectGolden('queued', [
    ...showQueued({ id: RESTART.id, cluster: 'prod' }, { place: 1, behind: [{ ...DRAIN, why: WHY }] }, undefined, VIEW),
    '',
    ...showQueued(
      { id: RESTART.id, cluster: 'prod' },
      { place: 1, behind: [] },
      { ...SUSPENSION, running: 'pause' },
      VIEW,
    ),
  ]));

it('to whoever waits, when nobody lets it begin and when somebody does again', () =>
  expectGolden(
    'queue-standing',
    (['no worker', 'no Temporal', 'stuck', 'served'] as const).flatMap((news) =>
      showStanding(news, { address: '127.0.0.1:7233', cluster: 'prod' }, { ...VIEW, width: 80 }),
    ),
  ));

it('below the list of operations', () =>
  expectGolden('queue-below-list', showWaiting([{ cluster: 'prod', entry: RESTART }], { ...VIEW, width: 80 })));
