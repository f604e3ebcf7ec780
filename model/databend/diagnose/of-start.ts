import { findLine, type UnitRule } from './rule.ts';

/** What ends the process within a second of its start, by the words of 1.2.888 (recorded unless it says so). */

const DENIED = /Permission denied(?: \(os error 13\))?/;
const PATH = /'(\/[^']+)'|"(\/[^"]+)"/;

export const findPermission: UnitRule = (reading, { user, dirs, file, ssh }) => {
  const line = findLine(reading, DENIED);
  if (line === undefined) return undefined;
  const [, one, other] = PATH.exec(line) ?? [];
  const named = one ?? other;
  return {
    cause: 'permission',
    message: `${user} may not use ${named ?? 'a file or directory'}`,
    line,
    lasting: 'permanent',
    next: [
      `${ssh} sudo -u ${user} ls -ld ${named ?? [file, ...dirs].join(' ')}`,
      ...dirs.map((dir) => `${ssh} sudo chown -R ${user}: ${dir}`),
    ],
  };
};

export const findNoConfig: UnitRule = (reading, { file, unit, ssh }) => {
  const line = findLine(reading, /^Error: No such file or directory \(os error 2\)/);
  if (line === undefined) return undefined;
  return {
    cause: 'no-config',
    message: `there is no ${file}, or the unit names another file`,
    line,
    lasting: 'permanent',
    next: [`${ssh} ls -l ${file}`, `${ssh} systemctl cat ${unit}`],
  };
};

export const findBadConfig: UnitRule = (reading, { file, ssh }) => {
  const line = findLine(reading, /TOML parse error at line \d+/);
  if (line === undefined) return undefined;
  const [, at] = /at line (\d+)/.exec(line) ?? [];
  return {
    cause: 'bad-config',
    message: `${file} cannot be read from line ${at} on`,
    line,
    lasting: 'permanent',
    next: [`${ssh} cat -n ${file}`],
  };
};

export const findSingleAndJoin: UnitRule = (reading, { file, ssh }) => {
  const line = findLine(reading, /at least one of `single` and `join` needs to be enabled/);
  if (line === undefined) return undefined;
  return {
    cause: 'single-and-join',
    message: `${file} sets both of \`single\` and \`join\`, or neither; exactly one has to be set on every start`,
    line,
    lasting: 'permanent',
    next: [`${ssh} grep -nE '^ *(single|join)' ${file}`],
  };
};

export const findItselfInJoin: UnitRule = (reading, { file, ssh }) => {
  const line = findLine(reading, /--join must not be set to itself/);
  if (line === undefined) return undefined;
  return {
    cause: 'itself-in-join',
    message: `the join list of ${file} holds the node's own address; each node's list is without itself`,
    line,
    lasting: 'permanent',
    next: [`${ssh} grep -nE '^ *(join|raft_listen_host|raft_api_port)' ${file}`],
  };
};

/** An admin or gRPC port ends it; a raft port that is taken is not noticed by the product. */
export const findPortInUse: UnitRule = (reading, { ssh }) => {
  const line = findLine(reading, /Address already in use/);
  if (line === undefined) return undefined;
  const [, address, port] = /listening: "([^"]*:(\d+))"/.exec(line) ?? /(\S+:(\d+))\b/.exec(line) ?? [];
  return {
    cause: 'port-in-use',
    message: `another process listens on ${address ?? 'a port of its own'}`,
    line,
    lasting: 'permanent',
    next: [port === undefined ? `${ssh} sudo ss -Hltnp` : `${ssh} "sudo ss -Hltnp 'sport = :${port}'"`],
  };
};

export const findRaftDirLocked: UnitRule = (reading, { ssh }) => {
  const line = findLine(reading, /already locked by another process/);
  if (line === undefined) return undefined;
  const [, dir] = /Directory '([^']+)'/.exec(line) ?? [];
  return {
    cause: 'raft-dir-locked',
    message: `another process has ${dir ?? 'the raft directory'} open`,
    line,
    lasting: 'permanent',
    next: [`${ssh} sudo pgrep -af databend-meta`, ...(dir === undefined ? [] : [`${ssh} sudo fuser -v ${dir}/LOCK`])],
  };
};

/** The reason is in the log file alone, and it could not be read. */
export const findStore: UnitRule = (reading, { dirs, ssh }) => {
  const line =
    findLine(reading, /Failed to start MetaNode|fail to open store/) ??
    findLine(reading, /MetaWorker::work stopped before sending handle/);
  if (line === undefined) return undefined;
  return {
    cause: 'store',
    message: 'what it stores cannot be opened; the log file says why',
    line,
    lasting: 'permanent',
    next: dirs.map((dir) => `${ssh} sudo ls -lR ${dir} | head -n 40`),
  };
};
