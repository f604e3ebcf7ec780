import { findChangeInProgress, findDeadJoinList, findJoinWithoutLeader } from './of-join.ts';
import { findBlocked, findConnection, findNoLeader, findTwoLeaders, findWaiting } from './of-leader.ts';
import { findMetaUnreachable } from './of-query.ts';
import {
  findBadConfig,
  findItselfInJoin,
  findNoConfig,
  findPermission,
  findPortInUse,
  findRaftDirLocked,
  findSingleAndJoin,
  findStore,
} from './of-start.ts';
import { findNoUnit, findProgram, findSignal, findStopped } from './of-unit.ts';
import type { UnitRule } from './rule.ts';
import type { UnitDiagnosis } from './unit-causes.ts';
import type { UnitQuestion, UnitReading } from './unit-reading.ts';

/** The surest first: what keeps a process from being there, then what ended it by its own words, then by a signal. */
const OF_ONE_THAT_ENDED: readonly UnitRule[] = [
  findNoUnit,
  findProgram,
  findSingleAndJoin,
  findItselfInJoin,
  findBadConfig,
  findNoConfig,
  findPortInUse,
  findRaftDirLocked,
  findPermission,
  findStore,
  findNoLeader,
  findChangeInProgress,
  findDeadJoinList,
  findJoinWithoutLeader,
  findMetaUnreachable,
  findSignal,
  findStopped,
];

const OF_ONE_THAT_RUNS: readonly UnitRule[] = [
  findTwoLeaders,
  findBlocked,
  findChangeInProgress,
  findWaiting,
  findMetaUnreachable,
  findConnection,
];

/**
 * What is wrong with a service: why it does not run, or what it says while it runs; then what its file says in vain. Nothing for
 * one that runs and has nothing to say.
 */
export function diagnoseUnit(reading: UnitReading, question: UnitQuestion): readonly UnitDiagnosis[] {
  const runs = reading.unit === undefined || reading.unit.mainPid > 0;
  const found = (runs ? OF_ONE_THAT_RUNS : OF_ONE_THAT_ENDED)
    .map((rule) => rule(reading, question))
    .find((diagnosis) => diagnosis !== undefined);
  const first = found ?? (runs ? undefined : describeUnknown(reading, question));
  return [...(first === undefined ? [] : [first]), ...describeIgnored(reading, question)];
}

/** A key without effect does no harm by itself, but what was meant by it is not so. */
function describeIgnored({ ignored = [] }: UnitReading, { file, ssh }: UnitQuestion): readonly UnitDiagnosis[] {
  return ignored.map(({ key, why, line }) => ({
    cause: 'ignored-keys',
    message: `${file}: ${key} has no effect: ${why}`,
    ...(line !== undefined && { line }),
    lasting: 'permanent',
    next: [`${ssh} grep -n ${key.split('.').at(-1)} ${file}`],
  }));
}

function describeUnknown({ journal, unit }: UnitReading, { unit: name, ssh }: UnitQuestion): UnitDiagnosis {
  const line =
    journal.findLast((one) => /^Error: |panicked at/.test(one)) ??
    journal.findLast((one) => one.trim() !== '' && !one.startsWith(name));
  const code = unit?.ended === 'exited' ? ` with code ${unit.status}` : '';
  return {
    cause: 'unknown',
    message: `it ended${code}${line === undefined ? ' and said nothing' : ''}`,
    ...(line !== undefined && { line }),
    lasting: 'permanent',
    next: [`${ssh} sudo journalctl -u ${name} -n 50 --no-pager`],
  };
}

/** In one line of an error: what it is, and the line that says it. */
export function phraseDiagnosis({ message, line }: UnitDiagnosis): string {
  return line === undefined ? message : `${message} (${line.trim().slice(0, 200)})`;
}
