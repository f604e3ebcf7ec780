import { beforeAll, describe, expect, test } from 'vitest';
import { readUndrained } from '../../../activities/starrocks/data/read-undrained.ts';
import { diagnoseDrain } from '../../../activities/starrocks/diagnose-drain.ts';
import { type DrainSurvey, surveyDrain } from '../../../activities/starrocks/survey-drain.ts';
import type { Cause } from '../../../model/diagnosis.ts';
import { lossPhrase } from '../../../model/loss-phrase.ts';
import type { CheckResult } from '../../../model/step.ts';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

// Over real SQL and SSH, and with a second frontend, which answers SHOW PROC by itself.

const TABLETS = { tables: 4, tablets: 8 };

const sql = async (statement: string) => await sandbox.control('sql', { statement });
const addressOf = (name: string) => sandbox.info.hostsList.find((host) => host.name === name)?.address ?? '';
const goes = (): string => `${addressOf('be-4')}:9050`;

const sandbox = useSandbox({ hosts: 2, frontends: 2, backends: 4, backendHosts: 5, speed: 60 });
const tools = useTools();

beforeAll(async () => {
  for (const knob of ['tablet_sched_repair_delay_factor_second', 'tablet_sched_consecutive_full_clone_delay_sec'])
    await sql(`ADMIN SET FRONTEND CONFIG ('${knob}'='1')`);
  await sql("ADMIN SET FRONTEND CONFIG ('drop_backend_after_decommission'='false')");
  await sandbox.control('data', { ...TABLETS, statistics: false, balance: false });
  await sandbox.control('data', { tables: 1, tablets: 4, replicas: 1, database: 'notes' });
});

const survey = async (changes: Partial<Parameters<typeof surveyDrain>[1]> = {}): Promise<CheckResult> =>
  await surveyDrain(tools, { cluster: sandbox.cluster, nodes: ['be-4'], lost: false, noDrain: false, ...changes });
const explain = async () =>
  await diagnoseDrain(tools, {
    cluster: sandbox.cluster,
    nodes: ['be-4'],
    knobs: { drop_backend_after_decommission: 'false' },
  });
const refusedBy = ({ findings }: CheckResult) =>
  findings.filter(({ severity }) => severity === 'refusal').map(({ gate }) => gate);
/** Asked of the sandbox itself, which is cheap. */
const left = async (): Promise<number> => {
  const { backends } = await sandbox.control<{ backends: readonly { address: string; tablets: number }[] }>('data');
  return backends.find(({ address }) => address === goes())?.tablets ?? 0;
};

describe('the gate', () => {
  test('has nothing against a node whose tablets fit elsewhere, and says what is on it', async () => {
    const { findings, value } = await survey();
    expect(findings.filter(({ severity }) => severity === 'refusal')).toEqual([]);
    expect(findings.map(({ gate }) => gate)).toEqual([
      'privileges',
      'member',
      'draining',
      'targets',
      'replicas',
      'colocation',
      'room',
      'single',
      'unhealthy',
      'recycle-bin',
      'transactions',
      'scheduler',
    ]);
    const { nodes, sharedData } = value as DrainSurvey;
    expect(sharedData).toBe(false);
    expect(nodes).toEqual([
      expect.objectContaining({ node: 'be-4', handle: goes(), alive: true, draining: false, onlyHere: 0 }),
    ]);
    expect(nodes[0]?.left).toBeGreaterThan(10);
  });

  test('refuses two that could each go alone, and knows what to add', async () => {
    const both = await survey({ nodes: ['be-3', 'be-4'] });
    expect(refusedBy(both)).toEqual(['replicas']);
    expect(both.findings.find(({ gate }) => gate === 'replicas')?.next?.[0]).toBe('muster add be-5');
  });

  test('names none to be added that is on a host of another one: it would take no replica', async () => {
    const host = sandbox.cluster.nodes.find(({ alias }) => alias === 'be-1')?.host ?? '';
    const nodes = sandbox.cluster.nodes.map((node) => (node.alias === 'be-5' ? { ...node, host } : node));
    const both = await survey({ cluster: { ...sandbox.cluster, nodes }, nodes: ['be-3', 'be-4'] });
    expect(both.findings.find(({ gate }) => gate === 'replicas')?.next?.[0]).toMatch(/^muster add <backend> /);
  });

  test('asks for its phrase before a live node is dropped as it is', async () => {
    const { findings } = await survey({ noDrain: true });
    const loss = findings.find(({ gate }) => gate === 'loss');
    expect(loss).toMatchObject({
      severity: 'refusal',
      message: expect.stringContaining('would be lost for good: notes.'),
    });
    const phrase = lossPhrase(['be-4']);
    expect(refusedBy(await survey({ noDrain: true, confirm: [phrase, phrase] }))).toEqual([]);
  });

  test('takes a backend that is not in the file by its address, and refuses one that nobody knows', async () => {
    expect(refusedBy(await survey({ nodes: [goes()] }))).toEqual([]);
    await expect(survey({ nodes: ['be-9'] })).rejects.toThrow('has no backend be-9');
    await expect(survey({ nodes: ['fe-1'] })).rejects.toThrow('fe-1 is no backend');
  });
});

describe('a drain that is held up', () => {
  const CASES: readonly (readonly [string, Cause, Record<string, number>])[] = [
    ['few-hosts', 'few-hosts', {}],
    ['same-host', 'same-host', {}],
    ['no-space', 'no-space', {}],
    ['colocate-stuck', 'colocate', {}],
    ['bad-source', 'bad-source', {}],
    ['large-tablet', 'large-tablet', { gigabytes: 20, seconds: 240 }],
    ['open-transaction', 'transaction', {}],
    ['recycle-bin', 'recycle-bin', {}],
    ['scheduler-off', 'scheduler-off', {}],
    ['throttled', 'throttled', {}],
    ['targets-dead', 'targets-dead', {}],
  ];

  test.each(CASES)(
    'by %s is explained as %s, and ends when it is cured',
    async (fault, cause, args) => {
      await sql(`CANCEL DECOMMISSION BACKEND '${goes()}'`);
      await sandbox.control('data', { tables: 1, tablets: 8, replicas: 3, database: fault.replaceAll('-', '_') });
      // Nothing moves before the fault is there: on a node that is empty by then it would hold up nothing.
      await sandbox.control('fault', { name: 'scheduler-off' });
      await sql(`ALTER SYSTEM DECOMMISSION BACKEND '${goes()}'`);
      if (fault !== 'scheduler-off') {
        await sandbox.control('fault', { name: fault, node: 'be-4', ...args });
        await sandbox.control('cure', { name: 'scheduler-off' });
      }
      const said = await until(
        `explained as ${cause}`,
        async () => {
          const one = await explain();
          return one.cause === cause && one;
        },
        120_000,
      );
      expect(said.message).not.toBe('');
      expect(said.next.length).toBeGreaterThan(0);
      await sandbox.control('cure', { name: fault, node: 'be-4' });
      await until('the node is empty', async () => (await left()) === 0, 120_000);
    },
    360_000,
  );

  test('is listed by the leader in its log', async () => {
    await sql(`CANCEL DECOMMISSION BACKEND '${goes()}'`);
    await sandbox.control('data', { tables: 1, tablets: 8, replicas: 3, database: 'listed' });
    await sandbox.control('fault', { name: 'scheduler-off' });
    await sql(`ALTER SYSTEM DECOMMISSION BACKEND '${goes()}'`);
    const hosts = ['fe-1', 'fe-2'].map(addressOf);
    const count = await left();
    expect(count).toBeGreaterThan(0);
    await until(
      'the log of the leader lists it',
      async () => {
        const logs = await Promise.all(hosts.map((host) => readUndrained(tools, sandbox.cluster, host)));
        return logs
          .flatMap((lines) => lines ?? [])
          .some((line) => line.left === count && line.tablets.length === Math.min(count, 20));
      },
      120_000,
    );
    await sandbox.control('cure', { name: 'scheduler-off' });
  });
});

test('a shared-data cluster is recognised: nothing has to be drained there', async () => {
  const shared = await TestSandbox.start({ hosts: 1, frontends: 1, backends: 2, speed: 60, sharedData: true });
  try {
    const input = { cluster: shared.cluster, lost: false, noDrain: false };
    const one = await surveyDrain(tools, { ...input, nodes: ['be-2'] });
    expect(one.value).toMatchObject({ sharedData: true, nodes: [{ node: 'be-2', alive: true, left: 0 }] });
    expect(one.findings.map(({ gate, severity }) => `${gate} ${severity}`)).toEqual([
      'privileges ok',
      'member ok',
      'shared-data ok',
      'targets ok',
    ]);
    expect(refusedBy(await surveyDrain(tools, { ...input, nodes: ['be-1', 'be-2'] }))).toEqual(['targets']);
  } finally {
    await shared.stop();
  }
}, 120_000);
