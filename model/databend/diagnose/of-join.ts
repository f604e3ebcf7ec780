import { findLine, type UnitRule } from './rule.ts';

const NOT_JOINED = /fail to join node-\d+ to cluster via (\[[^\]]*\])/;
/** Only the log file has the reasons: those of the error are empty (recorded on 1.2.888). */
const NO_CONNECTION = /connect to (\S+) join cluster fail|CannotConnect/;

/** Each dead address costs it three seconds, and it ends after the last one. */
export const findDeadJoinList: UnitRule = (reading, { file, unit, ssh }) => {
  const line = findLine(reading, NOT_JOINED);
  const [, list] = NOT_JOINED.exec(line ?? '') ?? [];
  if (line === undefined || list === undefined || !reading.log.some((one) => NO_CONNECTION.test(one))) return undefined;
  return {
    cause: 'dead-join-list',
    message: `none of ${list} could be connected to; one living member in \`join\` is enough`,
    line,
    lasting: 'permanent',
    next: ['muster status', `${ssh} sudoedit ${file}   # join = […]`, `${ssh} sudo systemctl start ${unit}`],
  };
};

/** A member without a leader refuses after two seconds a try, and the error is as empty. */
export const findJoinWithoutLeader: UnitRule = (reading, { unit, ssh }) => {
  const line = findLine(reading, NOT_JOINED);
  if (line === undefined) return undefined;
  const [, list] = NOT_JOINED.exec(line) ?? [];
  return {
    cause: 'join-without-leader',
    message: `none of ${list ?? 'the join list'} took it in, and no reason was given: they have no leader, or none answers`,
    line,
    lasting: 'temporary',
    next: ['muster status   # first a majority of the voters', `${ssh} sudo systemctl start ${unit}`],
  };
};

export const findChangeInProgress: UnitRule = (reading) => {
  const line = findLine(reading, /already undergoing a configuration change|"InProgress"/);
  if (line === undefined) return undefined;
  return {
    cause: 'change-in-progress',
    message:
      'a join or leave that was begun is not over; it stays as a hidden joint configuration until the voters are back, and the ' +
      'next command of anybody completes it',
    line,
    lasting: 'temporary',
    next: ['muster check   # and give no join or leave by hand'],
  };
};
