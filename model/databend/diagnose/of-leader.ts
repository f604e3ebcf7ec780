import { findLine, type UnitRule } from './rule.ts';

const NO_LEADER = /timeout after \S+ when receive an active leader latest: Metrics\{id:(\d+), (\w+), term:(\d+)/;
const VOTER_SETS = /voters:\[((?:\{[^}]*\},?)*)\]/;

/** It ends when no leader has shown itself in 180 s, however long the file says. What it knew last tells why. */
export const findNoLeader: UnitRule = (reading, { unit, id, ssh }) => {
  const line = findLine(reading, NO_LEADER);
  const [, own, state] = NO_LEADER.exec(line ?? '') ?? [];
  if (line === undefined || own === undefined) return undefined;
  const sets = readVoterSets(line);
  const start = `${ssh} sudo systemctl start ${unit}`;
  const last = sets.at(-1);
  if (last === undefined && state === 'Learner') {
    return {
      cause: 'not-reached',
      message:
        'no entry of the leader has come to it: its advertised address leads elsewhere, another process has its raft port, or ' +
        `its id ${id ?? own} is that of another member`,
      line,
      lasting: 'permanent',
      next: ['muster status   # its id, and the address that the members have of it', `${ssh} sudo ss -Hltnp`],
    };
  }
  if (last !== undefined && !last.includes(Number(own))) {
    return {
      cause: 'removed',
      message: `${own} is none of the voters ${last.join(', ')} of the last configuration that it has: it has left, and does not come back`,
      line,
      lasting: 'permanent',
      next: ['muster status', `${ssh} sudo systemctl disable --now ${unit}`],
    };
  }
  return {
    cause: 'no-majority',
    message: `of the voters ${[...new Set(sets.flat())].join(', ')} too few ran for a leader to be elected while it waited`,
    line,
    lasting: 'permanent',
    next: ['muster status   # start a majority within 180 s of each other', start],
  };
};

/** It runs, and no leader has shown itself yet. */
export const findWaiting: UnitRule = (reading) => {
  if (reading.unit?.active !== 'active') return undefined;
  const { journal } = reading;
  const waits = journal.findLastIndex((line) => /^Wait for \S+ for active leader/.test(line));
  if (waits === -1 || journal.slice(waits).some((line) => line.includes('Databend Metasrv started'))) return undefined;
  const dead = journal.slice(waits).findLast((line) => /Error: transport error/.test(line));
  return {
    cause: 'waiting',
    message:
      dead === undefined
        ? 'it waits for a leader, 180 s long; then it ends'
        : 'it waits for a leader, and the one that it remembers does not answer',
    line: dead ?? journal[waits] ?? '',
    lasting: 'temporary',
    next: ['muster status   # a majority of the voters has to run'],
  };
};

/** A leader without a majority looks healthy; that its status hangs is the sign. */
export const findBlocked: UnitRule = ({ hung }, { node }) => {
  if (hung !== true) return undefined;
  return {
    cause: 'blocked',
    message: `the health of ${node} passes and its status hangs: a write cannot commit, for the majority is lost or an election is on`,
    lasting: 'temporary',
    next: ['muster status   # bring the other voters back; it takes up again by itself'],
  };
};

/** After a pause of its process one leads in the old term, for a moment. */
export const findTwoLeaders: UnitRule = ({ claims = [] }, { node }) => {
  const [newer, older] = claims;
  if (newer === undefined || older === undefined) return undefined;
  if (newer.name !== node && older.name !== node) return undefined;
  return {
    cause: 'two-leaders',
    message:
      newer.term === older.term
        ? `${newer.name} and ${older.name} both say that they lead in term ${newer.term}: they are of two clusters`
        : `${newer.name} leads in term ${newer.term}; ${older.name} says so in term ${older.term}, which is over`,
    lasting: newer.term === older.term ? 'permanent' : 'temporary',
    next: ['muster status'],
  };
};

/** The raft port of another member is not reached. It is said of each try, so only where nothing else is wrong. */
export const findConnection: UnitRule = (reading, { ssh }) => {
  const line =
    findLine(reading, /Raft NetworkConnection fail to connect: target=\d+: addr=/) ??
    findLine(reading, /Raft NetworkConnection fail to connect/);
  if (line === undefined) return undefined;
  const [, target] = /target=(\d+)/.exec(line) ?? [];
  const [, host, port] = /addr=http:\/\/([^:/\s]+):(\d+)/.exec(line) ?? [];
  const where = host === undefined ? '' : ` at ${host}:${port}`;
  return {
    cause: 'connection',
    message: `it does not reach member ${target ?? '?'}${where}`,
    line,
    lasting: 'temporary',
    next:
      host === undefined ? ['muster status'] : [`${ssh} "timeout 3 bash -c '</dev/tcp/${host}/${port}' && echo open"`],
  };
};

function readVoterSets(line: string): readonly (readonly number[])[] {
  const [, text = ''] = VOTER_SETS.exec(line) ?? [];
  return [...text.matchAll(/\{([^}]*)\}/g)].map(([, inside = '']) =>
    [...inside.matchAll(/(\d+):/g)].map(([, id]) => Number(id)),
  );
}
