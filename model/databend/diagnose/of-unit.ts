import type { UnitRule } from './rule.ts';

/** Of systemd.exec(5): before there is a process of the product at all. */
const EXIT_CHDIR = 200;
const EXIT_EXEC = 203;
const EXIT_USER = 217;

const HUP = 1;
const KILL = 9;
const TERM = 15;

export const findNoUnit: UnitRule = ({ unit }, { unit: name, ssh }) => {
  if (unit === undefined || unit.load === 'loaded') return undefined;
  return {
    cause: 'no-unit',
    message:
      unit.load === 'not-found'
        ? `there is no unit ${name} on its host`
        : `${name} cannot be loaded: it is ${unit.load}`,
    lasting: 'permanent',
    next: [unit.load === 'masked' ? `${ssh} sudo systemctl unmask ${name}` : `${ssh} systemctl cat ${name}`],
  };
};

/** The program, its directory or its user is missing. */
export const findProgram: UnitRule = ({ unit, journal }, { unit: name, user, ssh }) => {
  if (unit?.ended !== 'exited') return undefined;
  const { status } = unit;
  if (status !== EXIT_EXEC && status !== EXIT_USER && status !== EXIT_CHDIR) return undefined;
  const line = journal.findLast((one) => /Failed (?:to|at)|No such file|Permission denied/.test(one));
  const [message, next] =
    status === EXIT_USER
      ? [`the host has no user ${user}`, `${ssh} id ${user}`]
      : status === EXIT_CHDIR
        ? ['its working directory is not there', `${ssh} systemctl cat ${name}`]
        : ['the program is missing or may not be run', `${ssh} systemctl cat ${name}`];
  return { cause: 'program', message, ...(line !== undefined && { line }), lasting: 'permanent', next: [next] };
};

/** How it ended, when it had nothing to say: SIGTERM and SIGHUP are not caught from 1.2.874 on. */
export const findSignal: UnitRule = ({ unit, journal }, { unit: name, ssh }) => {
  if (unit === undefined || unit.mainPid > 0 || unit.ended === undefined || unit.ended === 'exited') return undefined;
  const line = journal.findLast((one) => /Main process exited|Killing process|oom/i.test(one));
  const said = line === undefined ? {} : { line };
  const start = `${ssh} sudo systemctl start ${name}`;
  if (unit.status === HUP) {
    const message = 'SIGHUP ended it: what the unit calls a reload is that, and it does not come back by itself';
    return { cause: 'reloaded', message, ...said, lasting: 'permanent', next: [start] };
  }
  if (unit.status === TERM) {
    const message = 'it was stopped with SIGTERM, which ends it at once and is no error';
    return { cause: 'stopped', message, ...said, lasting: 'permanent', next: [start] };
  }
  const memory = unit.result === 'oom-kill' || /oom/i.test(line ?? '');
  return {
    cause: 'killed',
    message: memory
      ? 'the host had no memory left and killed it'
      : `signal ${unit.status} ended it${unit.status === KILL ? ': somebody, or a lack of memory' : ''}`,
    ...said,
    lasting: 'permanent',
    next: memory || unit.status === KILL ? [`${ssh} sudo dmesg -T | grep -i oom | tail`, start] : [start],
  };
};

/** It ended well, or never ran. */
export const findStopped: UnitRule = ({ unit }, { unit: name, ssh }) => {
  if (unit === undefined || unit.active !== 'inactive' || unit.status !== 0) return undefined;
  return {
    cause: 'stopped',
    message: unit.ended === undefined ? 'it has not been started since the host came up' : 'it was ended and said so',
    lasting: 'permanent',
    next: [
      `${ssh} sudo systemctl start ${name}`,
      ...(unit.file === 'disabled' ? [`${ssh} sudo systemctl enable ${name}   # or it stays down after a reboot`] : []),
    ],
  };
};
