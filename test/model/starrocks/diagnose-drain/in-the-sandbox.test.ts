import { describe, expect, test } from 'vitest';
import type { AskLeader } from '../../../../activities/starrocks/data/ask-leader.ts';
import { readDrain } from '../../../../activities/starrocks/data/read-drain.ts';
import { readStall } from '../../../../activities/starrocks/data/read-stall.ts';
import type { Cause } from '../../../../model/diagnosis.ts';
import { MusterError } from '../../../../model/error.ts';
import type { GateName } from '../../../../model/gates.ts';
import { parseBackendRows } from '../../../../model/starrocks/data/backend-rows.ts';
import { parseUndrainedLines } from '../../../../model/starrocks/data/undrained-line.ts';
import { diagnose } from '../../../../model/starrocks/diagnose-drain/diagnose.ts';
import type { BackendsReading, DrainTarget } from '../../../../model/starrocks/drain/drain-reading.ts';
import { type DrainQuestion, judgeDrain } from '../../../../model/starrocks/drain/judge-drain.ts';
import { DATA_FAULTS, type DataFault, DataFaults } from '../../../../sandbox/starrocks/model/faults/data-faults.ts';
import { AskedCluster, toRows } from '../../../sandbox/starrocks/model/data/asked-cluster.ts';
import { be } from '../../../sandbox/starrocks/model/storage/data-cluster.ts';

// The rules, and the reading below them, against the model of the sandbox, which is written from the transcripts on its own.

const GOES = be(4);
const TARGET: DrainTarget = { name: 'be-4', host: GOES, heartbeatPort: 9050 };
const KNOBS = { drop_backend_after_decommission: 'false' };
const nameOf = (handle: string) => `be-${/\.(\d+):/.exec(handle)?.[1]}`;

/** Four backends, tables with three replicas and with one, and nothing that takes time but copying. */
function prepare(): AskedCluster {
  const cluster = new AskedCluster(4);
  cluster.hurry();
  cluster.set('drop_backend_after_decommission', false);
  cluster.create('shop', { name: 'orders', buckets: 8, replicationNum: 3 });
  cluster.create('shop', { name: 'notes', buckets: 4, replicationNum: 1 });
  return cluster;
}

function asking(cluster: AskedCluster): AskLeader {
  return async (statement) => {
    const answer = cluster.sql(cluster.leader, statement);
    if (answer.kind === 'error') throw new MusterError('SQL_FAILED', answer.message);
    return toRows(answer);
  };
}

function readMembers(cluster: AskedCluster): BackendsReading {
  return {
    leader: '10.78.1.1',
    version: '3.5.7',
    backends: parseBackendRows(cluster.rows('SHOW BACKENDS')),
    computeNodes: [],
    sharedData: false,
    pace: 1,
  };
}

/** @param log what the leader wrote; without it its host is out of reach */
async function explain(cluster: AskedCluster, log?: string, spare?: string) {
  const lines = log === undefined ? undefined : parseUndrainedLines(log);
  const reading = await readStall(asking(cluster), readMembers(cluster), [TARGET], lines);
  const known = spare === undefined ? {} : { spare };
  return diagnose(reading, { targets: [TARGET], knobs: KNOBS, nameOf, ...known });
}

async function survey(cluster: AskedCluster, changes: Partial<DrainQuestion> = {}) {
  const question = { targets: [TARGET], lost: false, noDrain: false, nameOf, ...changes };
  const deep = question.lost || question.noDrain;
  const reading = await readDrain(asking(cluster), readMembers(cluster), { deep });
  return judgeDrain(reading, question).findings;
}

const refusals = (findings: Awaited<ReturnType<typeof survey>>): readonly GateName[] =>
  findings.filter(({ severity }) => severity === 'refusal').map(({ gate }) => gate);

interface Stuck {
  readonly cause: Cause;
  readonly args?: Readonly<Record<string, string | number>>;
  readonly stuckFor?: number;
  readonly says: RegExp;
  readonly example?: RegExp;
  readonly next: RegExp;
  /** The gate that would have said so before. */
  readonly gate?: GateName;
}

const CASES: Readonly<Record<Exclude<DataFault, 'knobs-lost'>, Stuck>> = {
  'few-hosts': {
    cause: 'few-hosts',
    says: /^_statistics_\.column_statistics has 4 replicas, and 3 hosts can take one$/,
    example: /^_statistics_\.column_statistics tablet \d+$/,
    next: /^muster add be-5$/,
  },
  'same-host': {
    cause: 'same-host',
    says: /4 backends remain, but on 3 hosts \(10\.78\.0\.1 has several\)/,
    example: /^faults\.same_host tablet \d+$/,
    next: /^muster add be-5$/,
    gate: 'replicas',
  },
  'no-space': {
    cause: 'no-space',
    says: /HDD disk that could take it is 90 % full/,
    example: /tablet \d+$/,
    next: /^muster add be-5$/,
    gate: 'room',
  },
  'colocate-stuck': {
    cause: 'colocate',
    says: /needs 4 hosts for each bucket, and 3 remain/,
    example: /^faults\.colocated tablet \d+$/,
    next: /^muster add be-5$/,
    gate: 'colocation',
  },
  'bad-source': {
    cause: 'bad-source',
    says: /^its only replica cannot be read$/,
    example: /^faults\.bad_source tablet \d+$/,
    next: /^SHOW TABLET \d+;$/,
    gate: 'single',
  },
  'large-tablet': {
    cause: 'large-tablet',
    args: { gigabytes: 20, seconds: 240 },
    stuckFor: 900,
    says: /^a copy of 20\.0 GB was given up after 240 s, \d times so far/,
    example: /^faults\.large_tablet tablet \d+$/,
    next: /"tablet_sched_max_clone_task_timeout_sec" = "960"/,
  },
  'open-transaction': {
    cause: 'transaction',
    says: /^a replica waits for the transaction \d+ of shop \(.+, PREPARE, .+\) to end; it runs out 24 h after it began$/,
    example: /^shop\.\w+ tablet \d+$/,
    next: /^SHOW PROC '\/transactions\/\d+\/running';$/,
  },
  'recycle-bin': {
    cause: 'recycle-bin',
    says: /^what is left \(4 replicas\) belongs to dropped tables/,
    next: /"catalog_trash_expire_second" = "60"/,
  },
  'scheduler-off': {
    cause: 'scheduler-off',
    says: /is 0 on the leader/,
    next: /"tablet_sched_max_scheduling_tablets" = "10000"/,
    gate: 'scheduler',
  },
  throttled: {
    cause: 'throttled',
    stuckFor: 60,
    says: /on the leader 10\.78\.1\.1, so tablets move slowly$/,
    next: /^(muster tune --clone-slots 8|ADMIN SET FRONTEND CONFIG .*)$/,
  },
  'targets-dead': {
    cause: 'targets-dead',
    says: /^be-1, be-2, be-3 are dead, and could take the tablets/,
    next: /^muster restart be-1$/,
  },
};

test('every fault of data is diagnosed here', () => {
  expect([...Object.keys(CASES), 'knobs-lost'].sort()).toEqual(Object.keys(DATA_FAULTS).sort());
});

describe('a drain that a fault holds up', () => {
  test.each(Object.entries(CASES))('is explained: %s', async (name, stuck) => {
    const cluster = prepare();
    cluster.decommission(GOES);
    const faults = new DataFaults(cluster.world);
    faults.inject(cluster.leader.process, name as DataFault, stuck.args ?? {}, GOES);
    cluster.pass(stuck.stuckFor ?? 300);
    const said = await explain(cluster, undefined, 'be-5');
    expect(said).toMatchObject({ cause: stuck.cause, message: expect.stringMatching(stuck.says) });
    expect(said.next[0]).toMatch(stuck.next);
    if (stuck.example !== undefined) expect(said.example).toMatch(stuck.example);
    // The leader's own list leads to the same.
    const ids = cluster.storage.replicasOn(cluster.backendId(4)).map(({ tablet }) => tablet.id);
    const line = `backend ${cluster.backendId(4)} lefts ${ids.length} replicas to decommission(show up to 20): [${ids.slice(0, 20).join(', ')}]`;
    expect((await explain(cluster, line, 'be-5')).cause).toBe(stuck.cause);
    faults.cure(cluster.leader.process, name as DataFault);
    cluster.until(() => cluster.tabletsOn(4) === 0, 900, 1);
  });

  test('by a switch that a new leader does not have', async () => {
    const cluster = prepare();
    cluster.decommission(GOES);
    new DataFaults(cluster.world).inject(cluster.leader.process, 'knobs-lost', {}, GOES);
    expect(await explain(cluster)).toMatchObject({ cause: 'knobs-lost', lasting: 'temporary' });
  });
});

test('a line of the log from another time is not taken for what is left', async () => {
  const cluster = prepare();
  cluster.decommission(GOES);
  new DataFaults(cluster.world).inject(cluster.leader.process, 'few-hosts', {}, GOES);
  cluster.pass(300);
  const id = cluster.backendId(4);
  const stale = `backend ${id} lefts 17 replicas to decommission(show up to 20): [999999, 999998]`;
  expect(await explain(cluster, stale)).toMatchObject({ cause: 'few-hosts' });
  const same = `backend ${id} lefts ${cluster.tabletsOn(4)} replicas to decommission(show up to 20): [999999]`;
  expect(await explain(cluster, same)).toMatchObject({
    cause: 'recycle-bin',
    example: 'tablet 999999 of a dropped table',
  });
});

test('a healthy drain that is copying, or waits for its second copy, is settling', async () => {
  const cluster = prepare();
  cluster.set('tablet_sched_consecutive_full_clone_delay_sec', 180);
  cluster.addBackend(be(5));
  cluster.decommission(GOES, be(3));
  cluster.pass(100);
  expect(cluster.tabletsOn(4)).toBeGreaterThan(0);
  const said = await explain(cluster);
  expect(said).toMatchObject({ cause: 'settling', lasting: 'temporary' });
});

describe('the gate before', () => {
  test('has nothing against a drain that will end', async () => {
    expect(refusals(await survey(prepare()))).toEqual([]);
  });

  test.each(Object.entries(CASES).filter(([, { gate }]) => gate !== undefined))(
    'would have said %s',
    async (name, stuck) => {
      const cluster = prepare();
      new DataFaults(cluster.world).inject(cluster.leader.process, name as DataFault, stuck.args ?? {}, GOES);
      expect(refusals(await survey(cluster))).toContain(stuck.gate);
    },
  );

  test('agrees with what happens: what it lets pass ends, for tables of any number of replicas on any number of hosts', async () => {
    for (const replicas of [1, 2, 3, 4]) {
      const cluster = new AskedCluster(4);
      cluster.hurry();
      cluster.set('drop_backend_after_decommission', false);
      cluster.create('shop', { name: 'orders', buckets: 4, replicationNum: replicas });
      const refused = refusals(await survey(cluster));
      expect(refused).toEqual(replicas === 4 ? ['replicas'] : []);
      if (replicas === 4) {
        expect(cluster.refused(`ALTER SYSTEM DECOMMISSION BACKEND '${GOES}:9050'`)).toContain('requires 4 replicas');
        continue;
      }
      cluster.decommission(GOES);
      cluster.until(() => cluster.tabletsOn(4) === 0, 300, 1);
    }
  });

  test('knows what a dead node takes with it', async () => {
    const cluster = prepare();
    const single = cluster.storage
      .replicasOn(cluster.backendId(4))
      .filter(({ tablet }) => tablet.replicas.length === 1);
    expect(single.length).toBeGreaterThan(0);
    cluster.killBackend(GOES);
    expect(refusals(await survey(cluster))).toContain('alive');
    const lost = (await survey(cluster, { lost: true })).find(({ gate }) => gate === 'loss');
    expect(lost).toMatchObject({ severity: 'refusal' });
    expect(lost?.message).toContain(`${single.length} tablet`);
    for (const { tablet } of single.slice(0, 5)) expect(lost?.message).toContain(`shop.notes tablet ${tablet.id}`);
  });

  test('counts replicas of a dropped table as lost, because nobody can look at them', async () => {
    const cluster = prepare();
    cluster.ok('DROP TABLE shop.notes');
    cluster.killBackend(GOES);
    const lost = (await survey(cluster, { lost: true })).find(({ gate }) => gate === 'loss');
    expect(lost).toMatchObject({ severity: 'refusal', message: expect.stringContaining('could not be looked at') });
    cluster.revive(GOES);
    const bin = (await survey(cluster)).find(({ gate }) => gate === 'recycle-bin');
    expect(bin?.message).toMatch(/^it holds 4 replicas of dropped tables; 3\.5\.7 moves them/);
  });
});
