import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { runInScope } from '../../../activities/context.ts';
import { checkLease } from '../../../activities/lease/check-lease.ts';
import { requireLease } from '../../../activities/lease/keep.ts';
import { type ReleaseInput, release } from '../../../activities/lease/release.ts';
import { take } from '../../../activities/lease/take.ts';
import type { ClusterSpec } from '../../../model/cluster.ts';
import type { Installation, Lease } from '../../../model/lease/lease.ts';
import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const A = installation(1);
const B = installation(2);

const sandbox = useSandbox({ hosts: 3, frontends: 3 });
const tools = useTools();
afterEach(() => {
  for (const { alias } of sandbox.cluster.nodes) rmSync(pathOf(alias), { force: true, recursive: true });
});

function installation(number: number): Installation {
  return { id: `00000000-0000-4000-8000-00000000000${number}`, name: `root@laptop-${number} (muster at here:7233)` };
}

function pathOf(alias: string): string {
  const root = sandbox.info.hostsList.find(({ name }) => name === alias)?.root ?? '';
  return join(root, 'opt/starrocks/fe/.muster-lease.json');
}

function read(alias: string): Lease | undefined {
  return existsSync(pathOf(alias)) ? (JSON.parse(readFileSync(pathOf(alias), 'utf8')) as Lease) : undefined;
}

const holders = () => ['fe-1', 'fe-2', 'fe-3'].map((alias) => read(alias)?.installation.id);

/** The host refuses every connection. */
function without(...aliases: readonly string[]): StarRocksCluster {
  const { nodes, ...rest } = sandbox.cluster;
  return {
    ...rest,
    nodes: nodes.map((node) => (aliases.includes(node.alias) ? { ...node, ssh: { ...node.ssh, port: 1 } } : node)),
  };
}

interface Scope {
  readonly attempt?: number;
  readonly ended?: readonly string[];
}

function as<Result>(who: Installation, body: () => Promise<Result>, { attempt = 1, ended = [] }: Scope = {}) {
  return runInScope(
    {
      signal: new AbortController().signal,
      attempt,
      owner: RUN,
      workflow: 'cluster/sandbox',
      reportNote: () => {},
      installation: async () => who,
      hasEnded: async ({ operation }) => ended.includes(operation),
    },
    body,
  );
}

interface Asked {
  readonly cluster?: ClusterSpec;
  readonly operation?: string;
  readonly takeOver?: string;
}

function takeAs(
  who: Installation,
  { cluster = sandbox.cluster, operation = 'op-1', takeOver }: Asked = {},
  scope?: Scope,
) {
  const input = {
    cluster,
    operation,
    what: 'add fe-2',
    by: 'root@laptop',
    lost: [],
    ...(takeOver !== undefined && { takeOver }),
  };
  return as(who, () => take.perform(tools, input), scope);
}

function releaseAs(who: Installation, input: Partial<ReleaseInput> = {}, scope?: Scope) {
  return as(who, () => release(tools, { cluster: sandbox.cluster, operation: 'op-1', lost: [], ...input }), scope);
}

describe('taking', () => {
  test('leaves who, what, by whom and since when on every host, again without a change, and releases all of it', async () => {
    expect(await takeAs(A)).toMatchObject({ value: ['fe-1', 'fe-2', 'fe-3'] });
    const written = read('fe-1');
    expect(written).toMatchObject({
      cluster: sandbox.cluster.name,
      installation: A,
      operations: [{ operation: 'op-1', what: 'add fe-2', by: 'root@laptop', run: RUN, workflow: 'cluster/sandbox' }],
    });
    const again = await takeAs(A);
    expect(again.evidence.map(({ answer }) => answer)).toEqual(['there already', 'there already', 'there already']);
    expect(read('fe-1')).toEqual(written);

    await releaseAs(A);
    expect(holders()).toEqual([undefined, undefined, undefined]);
    expect(await releaseAs(A)).toEqual({ evidence: [] });
  });

  test('is refused by the lease of another installation, which is named with all that it says', async () => {
    await takeAs(A);
    const refusal = {
      code: 'CLUSTER_LEASED',
      message: expect.stringMatching(
        /^\S+ is held by another installation, root@laptop-1 \(muster at here:7233\): operation op-1 \(add fe-2, by root@laptop\) since \d{4}-\d\d-\d\d \d\d:\d\d UTC, says \S+\/opt\/starrocks\/fe\/\.muster-lease\.json on fe-1$/,
      ),
      hint: expect.stringMatching(/^muster ops show op-1 [\s\S]*--take-over --reason/),
    };
    await expect(takeAs(B, { operation: 'op-2' })).rejects.toMatchObject(refusal);
    const input = { cluster: sandbox.cluster, operation: 'op-2', what: 'x', by: 'y', lost: [] };
    await expect(as(B, () => take.plan(tools, input))).rejects.toMatchObject(refusal);
    await releaseAs(B, { operation: 'op-2' });
    expect(holders()).toEqual([A.id, A.id, A.id]);
  });

  test('is done side by side by operations of one installation', async () => {
    await Promise.all([takeAs(A), takeAs(A, { operation: 'op-2' }), takeAs(A, { operation: 'op-3' })]);
    expect(
      read('fe-2')
        ?.operations.map(({ operation }) => operation)
        .sort(),
    ).toEqual(['op-1', 'op-2', 'op-3']);
    await Promise.all([releaseAs(A), releaseAs(A, { operation: 'op-3' })]);
    expect(read('fe-3')?.operations.map(({ operation }) => operation)).toEqual(['op-2']);
  });

  test('clears up what a terminated operation of the same installation has left', async () => {
    await takeAs(A);
    const { evidence } = await takeAs(A, { operation: 'op-2' }, { ended: ['op-1'] });
    expect(evidence[0]?.action).toMatchObject({
      diff: [
        expect.stringMatching(
          /^- operation op-1 \(add fe-2, by root@laptop\) since .* UTC, which has ended and left it here$/,
        ),
        '+ add fe-2, by root@laptop',
      ],
    });
    expect(read('fe-1')?.operations.map(({ operation }) => operation)).toEqual(['op-2']);
  });

  test('passes over a host that is down, and is refused where there is no other', async () => {
    const { value, evidence } = await takeAs(A, { cluster: without('fe-1') });
    expect(value).toEqual(['fe-2', 'fe-3']);
    expect(evidence.at(-1)).toMatchObject({ action: { on: 'fe-1', because: expect.stringContaining('refused') } });
    expect(holders()).toEqual([undefined, A.id, A.id]);
    // The other one sees it all the same, and leaves nothing where it was first.
    await expect(takeAs(B, { operation: 'op-2' })).rejects.toMatchObject({ code: 'CLUSTER_LEASED' });
    await releaseAs(B, { operation: 'op-2' });
    expect(holders()).toEqual([undefined, A.id, A.id]);

    const nobody = without('fe-1', 'fe-2', 'fe-3');
    const unwritten = { code: 'LEASE_UNWRITTEN', kind: 'transient', hint: expect.stringContaining('--take-over') };
    await expect(takeAs(A, { cluster: nobody })).rejects.toMatchObject(unwritten);
    await expect(takeAs(A, { cluster: nobody }, { attempt: 3 })).rejects.toMatchObject({ kind: 'refused' });
    expect(await takeAs(A, { cluster: nobody, takeOver: 'no SSH today' })).toMatchObject({ value: [] });
  });

  test('a host that was lost after it was written there is one of those where it may lie', async () => {
    await takeAs(A);
    const { value } = await takeAs(A, { cluster: without('fe-1') }, { attempt: 2 });
    expect(value).toEqual(['fe-1', 'fe-2', 'fe-3']);
    await releaseAs(A, { on: value as readonly string[] });
    expect(holders()).toEqual([undefined, undefined, undefined]);
  });

  test('says that there is none yet where the product is nowhere', async () => {
    const { nodes, ...rest } = sandbox.cluster;
    const empty = { ...rest, nodes: nodes.map((node) => ({ ...node, home: `${node.home}-not-there` })) };
    const { value, evidence } = await takeAs(A, { cluster: empty });
    expect(value).toEqual([]);
    expect(evidence).toMatchObject([
      { action: { kind: 'nothing', because: expect.stringContaining('no place for a lease') } },
    ]);
  });

  test('takes over what it is told to, and says from whom', async () => {
    await takeAs(A);
    const { evidence } = await takeAs(B, { operation: 'op-2', takeOver: 'that laptop is gone' });
    expect(evidence[0]?.answer).toMatch(
      /^taken over from root@laptop-1 \(muster at here:7233\): operation op-1 \(add fe-2.* \(that laptop is gone\)$/,
    );
    expect(holders()).toEqual([B.id, B.id, B.id]);
    expect(read('fe-1')?.operations).toMatchObject([{ operation: 'op-2', takeOver: 'that laptop is gone' }]);
    // The first one does not take away what is no longer its own.
    expect((await releaseAs(A)).evidence[0]?.action).toMatchObject({ because: expect.stringContaining('laptop-2') });
    expect(holders()).toEqual([B.id, B.id, B.id]);
  });

  test.each([
    ['text', 'hello\n'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a key that is not known', '{"more":1}'],
  ])('respects a file of %s, and replaces it when told to', async (_what, content) => {
    writeFileSync(pathOf('fe-2'), content);
    await expect(takeAs(A)).rejects.toMatchObject({ code: 'CLUSTER_LEASED', hint: expect.stringContaining('cat ') });
    expect(readFileSync(pathOf('fe-2'))).toEqual(Buffer.from(content));
    await takeAs(A, { takeOver: 'looked at it' });
    expect(holders()).toEqual([A.id, A.id, A.id]);
  });

  test('passes over a host on which it cannot write, after some tries', async () => {
    mkdirSync(pathOf('fe-1'));
    await expect(takeAs(A)).rejects.toMatchObject({ code: 'COMMAND_FAILED', kind: 'transient' });
    const { value } = await takeAs(A, {}, { attempt: 3 });
    expect(value).toEqual(['fe-1', 'fe-2', 'fe-3']);
    expect(read('fe-2')?.installation).toEqual(A);
  });

  test('by several at the same moment is done by exactly one', async () => {
    const all = [A, B, installation(3)];
    for (let round = 0; round < 8; round += 1) {
      const taken = await Promise.allSettled(all.map((who, index) => takeAs(who, { operation: `op-${index}` })));
      const winners = all.filter((_, index) => taken[index]?.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      for (const loser of taken.filter(({ status }) => status === 'rejected'))
        expect(loser).toMatchObject({ reason: { code: 'CLUSTER_LEASED' } });
      await Promise.all(
        all.map((who, index) => (winners.includes(who) ? undefined : releaseAs(who, { operation: `op-${index}` }))),
      );
      expect(holders()).toEqual([winners[0]?.id, winners[0]?.id, winners[0]?.id]);
      await Promise.all(all.map((who, index) => releaseAs(who, { operation: `op-${index}` })));
      expect(holders()).toEqual([undefined, undefined, undefined]);
    }
  });
});

describe('releasing', () => {
  test('leaves a host that is out of reach at last, and says so', async () => {
    await takeAs(A);
    const cluster = without('fe-1');
    await expect(releaseAs(A, { cluster })).rejects.toMatchObject({ kind: 'transient' });
    const { evidence } = await releaseAs(A, { cluster }, { attempt: 3 });
    expect(evidence).toContainEqual(
      expect.objectContaining({
        action: expect.objectContaining({ on: 'fe-1', because: expect.stringContaining('may lie there still') }),
      }),
    );
    expect(holders()).toEqual([A.id, undefined, undefined]);
  });

  test('asks nobody but those that have it', async () => {
    await takeAs(A);
    expect(await releaseAs(A, { cluster: without('fe-1'), on: ['fe-2', 'fe-3'] })).toMatchObject({
      evidence: [{ answer: 'taken away' }, { answer: 'taken away' }],
    });
  });
});

describe('a check', () => {
  test('warns once of a lease, whoever’s it is, and says nothing without one', async () => {
    expect(await checkLease(tools, sandbox.cluster)).toEqual([]);
    await takeAs(A);
    expect(await checkLease(tools, without('fe-1'))).toMatchObject([
      {
        gate: 'lease',
        severity: 'warning',
        message: expect.stringMatching(
          /is held by root@laptop-1 .*: operation op-1 \(add fe-2, by root@laptop\) since/,
        ),
        next: [expect.stringContaining('muster ops show op-1')],
      },
    ]);
    writeFileSync(pathOf('fe-3'), 'hello');
    expect(await checkLease(tools, sandbox.cluster)).toHaveLength(2);
  });
});

describe('before a change', () => {
  const lookAs = (who: Installation, cluster: ClusterSpec = sandbox.cluster) =>
    as(who, () => requireLease(tools, cluster));

  test('nothing is said where it is there, where there is none, and where nobody can be asked', async () => {
    await expect(lookAs(A)).resolves.toBeUndefined();
    await takeAs(A);
    await expect(lookAs(A)).resolves.toBeUndefined();
    await expect(lookAs(B, without('fe-1', 'fe-2', 'fe-3'))).resolves.toBeUndefined();
  });

  test('an operation stops whose cluster was taken over; a host that was down meanwhile has the old lease', async () => {
    await takeAs(A);
    await takeAs(B, { cluster: without('fe-1'), takeOver: 'that laptop is gone', operation: 'op-2' });
    expect(holders()).toEqual([A.id, B.id, B.id]);
    // Both go on where one of theirs lies: the one because it cannot know, the other because it took over.
    await lookAs(B);
    await expect(lookAs(A, without('fe-1'))).rejects.toMatchObject({
      code: 'LEASE_LOST',
      kind: 'refused',
      message: expect.stringMatching(/taken over by root@laptop-2 .*\(that laptop is gone\), says .* on fe-2$/),
    });
  });
});
