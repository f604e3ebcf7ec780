import { expect, test } from 'vitest';
import { diagnoseUnit } from '../../../model/databend/diagnose/diagnose-unit.ts';
import { UNIT_CAUSES, type UnitCause } from '../../../model/databend/diagnose/unit-causes.ts';
import { type UnitQuestion, type UnitReading, sinceStart } from '../../../model/databend/diagnose/unit-reading.ts';
import type { UnitState } from '../../../model/unit-state.ts';

const QUESTION: UnitQuestion = {
  node: 'meta-4',
  role: 'meta',
  id: 4,
  unit: 'databend-meta.service',
  user: 'databend',
  file: '/etc/databend/databend-meta.toml',
  dirs: ['/var/lib/databend/raft'],
  ssh: 'ssh admin@10.0.0.4',
};

const RUNNING: UnitState = {
  ...{ load: 'loaded', active: 'active', sub: 'running', mainPid: 812, status: 0, result: 'success' },
  ...{ file: 'enabled', path: '/usr/lib/systemd/system/databend-meta.service', restart: 'no' },
  ...{ user: 'databend', stale: false },
};

function ended(status: number, more: Partial<UnitState> = {}): UnitState {
  const failed = { active: 'failed', sub: 'failed', mainPid: 0, result: 'exit-code' } as const;
  return { ...RUNNING, ...failed, ended: 'exited', status, ...more };
}

function killed(signal: number): UnitState {
  return ended(signal, { ended: 'killed', active: 'inactive', sub: 'dead', result: 'success' });
}

/** As recorded on 1.2.888, unless it says otherwise. */
const LOCKED =
  "2026-11-21T11:26:06.235750+00:00 ERROR databend_meta::meta_node::meta_worker: meta_worker.rs:61 Failed to start MetaNode: fail to open store: std::io::error::Error: Directory '/var/lib/databend/raft/df_meta/V004/log' is already locked by another process, shutdown other process to continue; error:(Resource temporarily unavailable (os error 11))";
// As read: the same line with the error of the system.
const NOT_PERMITTED =
  "2026-11-21T11:26:06.235750+00:00 ERROR databend_meta::meta_node::meta_worker: meta_worker.rs:61 Failed to start MetaNode: fail to open store: std::io::error::Error: Permission denied (os error 13); when:(open RaftLog in '/var/lib/databend/raft/df_meta/V004/log')";
const CHANNEL_CLOSED = 'Error: MetaWorker::work stopped before sending handle: channel closed';
const BUSY =
  'Failed to start http server: ListenError { message: "Address already in use (os error 98)", listening: "127.0.0.5:28002" }';
const NOT_JOINED = 'Error: fail to join node-11 to cluster via ["127.0.0.99:28004", "127.0.0.97:28004"], errors: ';
const NO_CONNECTION =
  '2026-11-21T11:04:22.332250+00:00 ERROR databend_meta::meta_node::meta_node: meta_node.rs:952 connect to 127.0.0.97:28004 join cluster fail: CannotConnect { uri: "http://127.0.0.97:28004/", message: "tonic::transport::error::Error: transport error; source: tcp connect error; source: tcp connect error';
const UNDER_WAY =
  '2026-11-21T11:22:23.145700+00:00 ERROR openraft::raft::api::management: management.rs:100 the first step error: the cluster is already undergoing a configuration change at log Some(LogId { leader_id: LeaderId { term: 1, node_id: 1 }, index: 14 })';
const NEVER_REACHED =
  'Error: timeout after 179.99998614s when receive an active leader latest: Metrics{id:4, Learner, term:0, vote:<T0-N4:->, last_log:None, last_applied:None, leader:None(quorum_acked_time:None), membership:{log_id:None, {voters:[], learners:[]}}, snapshot:None, purged:None, replication:{None}, heartbeat:{None}}';
const REMOVED =
  'Error: timeout after 14.999976125s when receive an active leader latest: Metrics{id:4, Candidate, term:45, vote:<T45-N4:->, last_log:880, last_applied:T7-N2.880, leader:None(quorum_acked_time:None), membership:{log_id:T7-N2.880, {voters:[{1:EmptyNode,2:EmptyNode,3:EmptyNode,4:EmptyNode},{1:EmptyNode,2:EmptyNode,3:EmptyNode}], learners:[]}}, snapshot:None, purged:None, replication:{None}, heartbeat:{None}}';
const ALONE =
  'Error: timeout after 6.491598614s when receive an active leader latest: Metrics{id:42, Candidate, term:6, vote:<T6-N42:->, last_log:8, last_applied:T1-N41.8, leader:None(quorum_acked_time:None), membership:{log_id:T1-N41.7, {voters:[{41:EmptyNode,42:EmptyNode}], learners:[]}}, snapshot:None, purged:None, replication:{None}, heartbeat:{None}}';
const UNREACHED =
  '2026-11-21T11:25:04.307839+00:00  WARN databend_meta::network: network.rs:238 Raft NetworkConnection fail to connect: target=3: addr=http://127.0.0.4:28004: tonic::transport::Error(Transport, ConnectError(ConnectError("tcp connect error", 127.0.0.4:28004, Os { code: 111, kind: ConnectionRefused, mes';
const WAITING = 'Wait for 180s for active leader...';
const NO_ENDPOINT =
  'Error: ConnectionError: while creating rpc channel source: databend_meta_runtime_api::ChannelError: cannot connect to http://127.0.0.99:9191/: tonic::transport::error::Error: transport error; source: tcp connect error';

interface Case {
  readonly reading: Partial<UnitReading>;
  readonly question?: Partial<UnitQuestion>;
  readonly message: string;
  readonly line?: string | undefined;
  readonly lasting?: 'temporary';
  readonly next: string;
}

/** One for each cause there is; what it says is for people, so it is written down here. */
const CASES: Readonly<Record<UnitCause, Case>> = {
  'no-unit': {
    reading: { unit: { ...RUNNING, load: 'not-found', active: 'inactive', mainPid: 0 } },
    message: 'there is no unit databend-meta.service on its host',
    next: 'ssh admin@10.0.0.4 systemctl cat databend-meta.service',
  },
  program: {
    reading: {
      unit: ended(217),
      journal: ['databend-meta.service: Failed to determine user credentials: No such process'],
    },
    message: 'the host has no user databend',
    line: 'databend-meta.service: Failed to determine user credentials: No such process',
    next: 'ssh admin@10.0.0.4 id databend',
  },
  permission: {
    reading: { unit: ended(1), journal: [CHANNEL_CLOSED], log: [NOT_PERMITTED] },
    message: 'databend may not use /var/lib/databend/raft/df_meta/V004/log',
    line: NOT_PERMITTED,
    next: 'ssh admin@10.0.0.4 sudo -u databend ls -ld /var/lib/databend/raft/df_meta/V004/log',
  },
  'no-config': {
    reading: { unit: ended(1), journal: ['Error: No such file or directory (os error 2)'] },
    message: 'there is no /etc/databend/databend-meta.toml, or the unit names another file',
    line: 'Error: No such file or directory (os error 2)',
    next: 'ssh admin@10.0.0.4 ls -l /etc/databend/databend-meta.toml',
  },
  'bad-config': {
    reading: { unit: ended(1), journal: ['Error: TOML parse error at line 7, column 8', '  |', '7 | id = "x'] },
    message: '/etc/databend/databend-meta.toml cannot be read from line 7 on',
    line: 'Error: TOML parse error at line 7, column 8',
    next: 'ssh admin@10.0.0.4 cat -n /etc/databend/databend-meta.toml',
  },
  'single-and-join': {
    reading: { unit: ended(1), journal: ['Error: at least one of `single` and `join` needs to be enabled'] },
    message:
      '/etc/databend/databend-meta.toml sets both of `single` and `join`, or neither; exactly one has to be set on every start',
    line: 'Error: at least one of `single` and `join` needs to be enabled',
    next: "ssh admin@10.0.0.4 grep -nE '^ *(single|join)' /etc/databend/databend-meta.toml",
  },
  'itself-in-join': {
    reading: { unit: ended(1), journal: ['Error: --join must not be set to itself'] },
    message:
      "the join list of /etc/databend/databend-meta.toml holds the node's own address; each node's list is without itself",
    line: 'Error: --join must not be set to itself',
    next: "ssh admin@10.0.0.4 grep -nE '^ *(join|raft_listen_host|raft_api_port)' /etc/databend/databend-meta.toml",
  },
  'ignored-keys': {
    reading: {
      ignored: [
        {
          key: 'raft_config.heartbeat_interval',
          why: 'the flag has a default that wins',
          line: 'heartbeat_interval = 100',
        },
      ],
    },
    message:
      '/etc/databend/databend-meta.toml: raft_config.heartbeat_interval has no effect: the flag has a default that wins',
    line: 'heartbeat_interval = 100',
    next: 'ssh admin@10.0.0.4 grep -n heartbeat_interval /etc/databend/databend-meta.toml',
  },
  'port-in-use': {
    reading: { unit: ended(101), journal: ['panicked at src/meta/binaries/meta/entry.rs:189:30:', BUSY] },
    message: 'another process listens on 127.0.0.5:28002',
    line: BUSY,
    next: 'ssh admin@10.0.0.4 "sudo ss -Hltnp \'sport = :28002\'"',
  },
  'raft-dir-locked': {
    reading: { unit: ended(1), journal: [CHANNEL_CLOSED], log: [LOCKED] },
    message: 'another process has /var/lib/databend/raft/df_meta/V004/log open',
    line: LOCKED,
    next: 'ssh admin@10.0.0.4 sudo pgrep -af databend-meta',
  },
  store: {
    reading: { unit: ended(1), journal: [CHANNEL_CLOSED] },
    message: 'what it stores cannot be opened; the log file says why',
    line: CHANNEL_CLOSED,
    next: 'ssh admin@10.0.0.4 sudo ls -lR /var/lib/databend/raft | head -n 40',
  },
  'dead-join-list': {
    reading: { unit: ended(1), journal: [NOT_JOINED], log: [NO_CONNECTION] },
    message:
      'none of ["127.0.0.99:28004", "127.0.0.97:28004"] could be connected to; one living member in `join` is enough',
    line: NOT_JOINED,
    next: 'muster status',
  },
  'join-without-leader': {
    reading: { unit: ended(1), journal: [NOT_JOINED] },
    message:
      'none of ["127.0.0.99:28004", "127.0.0.97:28004"] took it in, and no reason was given: they have no leader, or none answers',
    line: NOT_JOINED,
    lasting: 'temporary',
    next: 'muster status   # first a majority of the voters',
  },
  'change-in-progress': {
    reading: { unit: ended(1), journal: [NOT_JOINED], log: [UNDER_WAY] },
    message:
      'a join or leave that was begun is not over; it stays as a hidden joint configuration until the voters are back, and the next command of anybody completes it',
    line: UNDER_WAY,
    lasting: 'temporary',
    next: 'muster check   # and give no join or leave by hand',
  },
  'not-reached': {
    reading: { unit: ended(1), journal: [WAITING, NEVER_REACHED] },
    message:
      'no entry of the leader has come to it: its advertised address leads elsewhere, another process has its raft port, or its id 4 is that of another member',
    line: NEVER_REACHED,
    next: 'muster status   # its id, and the address that the members have of it',
  },
  removed: {
    reading: { unit: ended(1), journal: [WAITING, REMOVED] },
    message:
      '4 is none of the voters 1, 2, 3 of the last configuration that it has: it has left, and does not come back',
    line: REMOVED,
    next: 'muster status',
  },
  'no-majority': {
    reading: { unit: ended(1), journal: [WAITING, 'Leader Id: 41', 'Error: transport error', ALONE] },
    message: 'of the voters 41, 42 too few ran for a leader to be elected while it waited',
    line: ALONE,
    next: 'muster status   # start a majority within 180 s of each other',
  },
  waiting: {
    reading: { unit: RUNNING, journal: [WAITING] },
    message: 'it waits for a leader, 180 s long; then it ends',
    line: WAITING,
    lasting: 'temporary',
    next: 'muster status   # a majority of the voters has to run',
  },
  connection: {
    reading: { unit: RUNNING, journal: [WAITING, 'Databend Metasrv started'], log: [UNREACHED] },
    message: 'it does not reach member 3 at 127.0.0.4:28004',
    line: UNREACHED,
    lasting: 'temporary',
    next: 'ssh admin@10.0.0.4 "timeout 3 bash -c \'</dev/tcp/127.0.0.4/28004\' && echo open"',
  },
  blocked: {
    reading: { unit: RUNNING, hung: true, log: [UNREACHED] },
    message:
      'the health of meta-4 passes and its status hangs: a write cannot commit, for the majority is lost or an election is on',
    lasting: 'temporary',
    next: 'muster status   # bring the other voters back; it takes up again by itself',
  },
  'two-leaders': {
    reading: {
      unit: RUNNING,
      claims: [
        { name: 'meta-1', term: 8 },
        { name: 'meta-4', term: 7 },
      ],
    },
    message: 'meta-1 leads in term 8; meta-4 says so in term 7, which is over',
    lasting: 'temporary',
    next: 'muster status',
  },
  'meta-unreachable': {
    reading: { unit: RUNNING, log: [NO_ENDPOINT] },
    question: { role: 'query', unit: 'databend-query.service', file: '/etc/databend/databend-query.toml' },
    message: 'it does not reach the Meta service, last at 127.0.0.99:9191',
    line: NO_ENDPOINT,
    lasting: 'temporary',
    next: 'muster status   # which meta nodes live',
  },
  reloaded: {
    reading: { unit: killed(1) },
    message: 'SIGHUP ended it: what the unit calls a reload is that, and it does not come back by itself',
    next: 'ssh admin@10.0.0.4 sudo systemctl start databend-meta.service',
  },
  killed: {
    reading: {
      unit: ended(9, { ended: 'killed', result: 'signal' }),
      journal: ['databend-meta.service: Main process exited, code=killed, status=9/KILL'],
    },
    message: 'signal 9 ended it: somebody, or a lack of memory',
    line: 'databend-meta.service: Main process exited, code=killed, status=9/KILL',
    next: 'ssh admin@10.0.0.4 sudo dmesg -T | grep -i oom | tail',
  },
  stopped: {
    reading: {
      unit: killed(15),
      journal: ['Databend Metasrv started', 'Stopped databend-meta.service - Databend Meta.'],
    },
    message: 'it was stopped with SIGTERM, which ends it at once and is no error',
    next: 'ssh admin@10.0.0.4 sudo systemctl start databend-meta.service',
  },
  unknown: {
    reading: { unit: ended(1), journal: ['Databend Metasrv', 'Error: something new'] },
    message: 'it ended with code 1',
    line: 'Error: something new',
    next: 'ssh admin@10.0.0.4 sudo journalctl -u databend-meta.service -n 50 --no-pager',
  },
};

function diagnose({ reading, question }: Pick<Case, 'reading' | 'question'>) {
  return diagnoseUnit({ unit: RUNNING, journal: [], log: [], ...reading }, { ...QUESTION, ...question });
}

test.each(Object.keys(UNIT_CAUSES) as UnitCause[])('%s', (cause) => {
  const { message, line, lasting = 'permanent', next, ...asked } = CASES[cause];
  const [first] = diagnose(asked);
  expect(first).toMatchObject({ cause, message, lasting });
  expect(first?.line).toBe(line);
  expect(first?.next[0]).toBe(next);
});

test('one that runs and has nothing to say is well', () => {
  expect(diagnose({ reading: { journal: [WAITING, 'Leader Id: 1', 'Databend Metasrv started'] } })).toEqual([]);
});

test('a running one is not blamed for what would have ended it, nor an ended one for what it was waiting for', () => {
  const lines = { journal: [WAITING], log: [UNREACHED, LOCKED, NO_CONNECTION] };
  expect(diagnose({ reading: lines }).map(({ cause }) => cause)).toEqual(['waiting']);
  expect(diagnose({ reading: { ...lines, unit: ended(1) } }).map(({ cause }) => cause)).toEqual(['raft-dir-locked']);
});

test('what a program missing says is not taken for a missing permission, and the other way round', () => {
  const journal = ['databend-meta.service: Failed at step EXEC spawning /usr/bin/databend-meta: Permission denied'];
  expect(diagnose({ reading: { unit: ended(203), journal } })[0]).toMatchObject({ cause: 'program', line: journal[0] });
});

test('two nodes that lead in one term are of two clusters, and only they are told', () => {
  const claims = [
    { name: 'meta-1', term: 7 },
    { name: 'meta-4', term: 7 },
  ];
  expect(diagnose({ reading: { claims } })[0]).toMatchObject({ cause: 'two-leaders', lasting: 'permanent' });
  expect(diagnose({ reading: { claims }, question: { node: 'meta-2' } })).toEqual([]);
});

test('ignored keys come after what is wrong', () => {
  const ignored = [{ key: 'raft_config.raft_dirr', why: 'raft_dir is known' }];
  expect(diagnose({ reading: { unit: killed(15), ignored } }).map(({ cause }) => cause)).toEqual([
    'stopped',
    'ignored-keys',
  ]);
});

test.each([
  ['Started databend-meta.service - Databend Meta.', 'of systemd 250 and later'],
  ['Started Databend Meta.', 'of systemd before 250'],
])('lines before the last start are of another process: %s', (started) => {
  const journal = ['Error: old', started, 'Error: older', started, 'Databend Metasrv'];
  expect(sinceStart(journal, 'databend-meta.service')).toEqual(['Databend Metasrv']);
  expect(sinceStart(['Error: all that is kept'], 'databend-meta.service')).toEqual(['Error: all that is kept']);
});
