import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UNIT_PROPERTIES, describeUnit, parseUnitState } from '../../model/unit-state.ts';

const RUNNING = [
  'Restart=no',
  'MainPID=812',
  'Result=success',
  'ExecMainCode=0',
  'ExecMainStatus=0',
  'User=databend',
  'LoadState=loaded',
  'ActiveState=active',
  'SubState=running',
  'FragmentPath=/usr/lib/systemd/system/databend-meta.service',
  'UnitFileState=enabled',
  'NeedDaemonReload=no',
];

function change(...more: string[]): string[] {
  const keys = more.map((line) => line.split('=')[0]);
  return [...RUNNING.filter((line) => !keys.includes(line.split('=')[0])), ...more];
}

test('it is read in whatever order systemctl prints it', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(RUNNING, { minLength: RUNNING.length }), (lines) => {
      expect(parseUnitState(lines)).toEqual(parseUnitState(RUNNING));
    }),
  );
  expect(RUNNING.map((line) => line.split('=')[0]).sort()).toEqual([...UNIT_PROPERTIES].sort());
});

test.each([
  [[], 'runs as pid 812'],
  [['ActiveState=inactive', 'SubState=dead', 'MainPID=0'], 'does not run'],
  // SIGTERM is not caught from 1.2.874 on: that is how it ends when it is stopped.
  [
    ['ActiveState=inactive', 'SubState=dead', 'MainPID=0', 'ExecMainCode=2', 'ExecMainStatus=15'],
    'does not run: it was stopped',
  ],
  [
    ['ActiveState=inactive', 'SubState=dead', 'MainPID=0', 'ExecMainCode=2', 'ExecMainStatus=1'],
    'does not run: it was ended by signal 1',
  ],
  [
    ['ActiveState=failed', 'SubState=failed', 'MainPID=0', 'ExecMainCode=1', 'ExecMainStatus=101', 'Result=exit-code'],
    'failed: it ended with code 101',
  ],
  [['ActiveState=failed', 'SubState=failed', 'MainPID=0', 'Result=start-limit-hit'], 'failed: start-limit-hit'],
  [['LoadState=not-found', 'ActiveState=inactive', 'MainPID=0'], 'is not known to systemd'],
  [['LoadState=masked', 'ActiveState=inactive', 'MainPID=0'], 'cannot be loaded (masked)'],
  [['ActiveState=activating', 'SubState=auto-restart', 'MainPID=0'], 'is activating (auto-restart)'],
] as const)('%j %s', (lines, words) => {
  const state = parseUnitState(change(...lines));
  expect(state && describeUnit(state)).toBe(words);
});

test('what is no answer of systemctl is none', () => {
  expect(parseUnitState([])).toBeUndefined();
  expect(parseUnitState(['Failed to connect to bus'])).toBeUndefined();
});
