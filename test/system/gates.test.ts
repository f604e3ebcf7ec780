import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { type FrontendSpec, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import type { Finding } from '../../model/step.ts';
import { readEndState } from '../faults/end-state.ts';
import { findCalls } from '../faults/find-calls.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

/** Four frontends and a free host, `fe-5`. A refusal changes nothing, so all cases can have the same cluster. */

const sandbox = useSandbox({ hosts: 5, frontends: 4 });
const runner = useRunner();

interface Refused {
  readonly progress: OperationProgress;
  readonly refusals: readonly Finding[];
}

/** Runs for real what must not run, and holds it to having scheduled no change. */
async function refuse(
  request: Partial<OperationRequest> = {},
  cluster: StarRocksCluster = sandbox.cluster,
): Promise<Refused> {
  const handle = await runner.start(cluster, { nodes: ['fe-5'], ...request });
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('refused');
  expect((await findCalls(handle)).filter((name) => name.endsWith('.perform'))).toEqual([]);
  const refusals = progress.steps
    .flatMap(({ findings }) => findings ?? [])
    .filter(({ severity }) => severity === 'refusal');
  return { progress, refusals };
}

async function refuseAndCompare(...args: Parameters<typeof refuse>): Promise<readonly Finding[]> {
  const before = await readEndState(sandbox);
  const { refusals } = await refuse(...args);
  expect(await readEndState(sandbox)).toEqual(before);
  return refusals;
}

function addressOf(name: string): string {
  return sandbox.info.hostsList.find((host) => host.name === name)?.address ?? '';
}

async function withFault(
  name: string,
  args: Record<string, string | number | boolean>,
  body: () => Promise<void>,
): Promise<void> {
  await sandbox.control('fault', { name, node: 'fe-5', ...args });
  try {
    await body();
  } finally {
    await sandbox.control('cure', { name, node: 'fe-5', ...args });
  }
}

describe('the gate ssh refuses', () => {
  test.each([
    ['auth-reject', 'a host that accepts no key', /does not accept|key/],
    ['host-key', 'a host with another key than the known one', /host key/i],
    ['ssh-refuse', 'a host that cannot be reached', /ECONNREFUSED|refused/i],
  ])('with %s: %s', async (name, _what, message) => {
    await withFault(name, {}, async () => {
      const refusals = await refuseAndCompare();
      expect(refusals).toEqual([
        expect.objectContaining({ gate: 'ssh', subject: 'fe-5', message: expect.stringMatching(message) }),
      ]);
      expect(refusals[0]?.next?.[0]).toMatch(/^\S/);
    });
  });
});

describe('the gate become refuses', () => {
  const become = (user: string): StarRocksCluster => ({
    ...sandbox.cluster,
    nodes: sandbox.cluster.nodes.map((node) => ({ ...node, ssh: { ...node.ssh, become: user } })),
  });

  test.each([
    ['sudo-password', /may not act as app without a password/, /^\S+ ALL=\(app\) NOPASSWD: \/\S+\/bash -s$/],
    ['sudo-tty', /wants a terminal/, /^Defaults:\S+ !requiretty$/],
    ['unknown-user', /knows no user app/, /^getent passwd app/],
  ])('with %s, and says what helps', async (name, message, next) => {
    await withFault(name, { user: 'app' }, async () => {
      expect(await refuseAndCompare({}, become('app'))).toEqual([
        {
          gate: 'become',
          severity: 'refusal',
          subject: 'fe-5',
          message: expect.stringMatching(message),
          next: expect.arrayContaining([expect.stringMatching(next)]),
        },
      ]);
    });
  });

  test('a restart too, before anything is stopped', async () => {
    await withFault('sudo-password', { node: 'fe-3' }, async () => {
      const refusals = await refuseAndCompare({ verb: 'restart', nodes: ['fe-3'] }, become('app'));
      expect(refusals).toMatchObject([{ gate: 'become', subject: 'fe-3' }]);
    });
  });

  test('a removal too, and does not call the host lost', async () => {
    await withFault('sudo-password', { node: 'fe-4' }, async () => {
      const refusals = await refuseAndCompare({ verb: 'remove', nodes: ['fe-4'] }, become('app'));
      const found = refusals.find(({ gate }) => gate === 'become');
      expect(found).toMatchObject({ subject: 'fe-4' });
      expect(refusals.flatMap(({ next = [] }) => next).join('\n')).not.toContain('--lost');
    });
  });
});

describe('the gate ports refuses', () => {
  test('an address whose host has a frontend under another one', async () => {
    await withFault('second-address', { address: addressOf('fe-1') }, async () => {
      expect(await refuseAndCompare()).toEqual([
        {
          gate: 'ports',
          severity: 'refusal',
          subject: 'fe-5',
          message: `${addressOf('fe-5')} and ${addressOf('fe-1')} are the same host, and ${addressOf('fe-1')}:9010 is a frontend already`,
        },
      ]);
    });
  });

  test('a host on which a frontend of another cluster listens', async () => {
    await withFault('frontend-elsewhere', {}, async () => {
      expect(await refuseAndCompare()).toEqual([
        expect.objectContaining({
          gate: 'ports',
          message: expect.stringContaining('something listens on 8030 (http)'),
          next: ["ss -ltnp 'sport = :8030'"],
        }),
      ]);
    });
  });
});

test('the gate meta refuses a directory with the meta of another cluster and says how to move it', async () => {
  const meta = frontendsOf(sandbox.cluster).find(({ alias }) => alias === 'fe-5')?.meta;
  await withFault('stale-meta', {}, async () => {
    expect(await refuseAndCompare()).toEqual([
      {
        gate: 'meta',
        severity: 'refusal',
        subject: 'fe-5',
        message: expect.stringContaining(`${meta} on fe-5 is not empty`),
        next: [expect.stringMatching(`^ssh .*@${addressOf('fe-5')} mv -T ${meta} ${meta}.old$`)],
      },
    ]);
  });
});

test('the gate half-joined refuses while another frontend is registered and was never alive', async () => {
  const address = `${sandbox.info.network}.200:9010`;
  await withFault('half-joined', { address }, async () => {
    expect(await refuseAndCompare()).toEqual([
      expect.objectContaining({
        gate: 'half-joined',
        subject: address,
        next: [`ALTER SYSTEM DROP FOLLOWER '${address}';`],
      }),
    ]);
  });
});

describe('the gate privileges refuses and prints the statements that help', () => {
  const password = 'p-1234';

  async function clusterOf(user: string, ...grants: readonly string[]): Promise<StarRocksCluster> {
    for (const statement of [`CREATE USER '${user}' IDENTIFIED BY '${password}'`, ...grants])
      expect(await sandbox.control('sql', { statement })).toMatchObject({ kind: 'ok' });
    const path = join(sandbox.info.dir, `${user}-password`);
    writeFileSync(path, `${password}\n`, { mode: 0o600 });
    return { ...sandbox.cluster, sql: { user, password: { from: 'file', path } } };
  }

  test.each([
    ['a user with nothing', 'nothing', []],
    ['a user with OPERATE only', 'operate', ["GRANT OPERATE ON SYSTEM TO USER 'operate'"]],
    [
      'a user with cluster_admin only',
      'admin',
      ["GRANT cluster_admin TO USER 'admin'", "SET DEFAULT ROLE cluster_admin TO 'admin'"],
    ],
  ])('%s', async (_what, user, grants) => {
    const refusals = await refuseAndCompare({}, await clusterOf(user, ...grants));
    expect(refusals.find(({ gate }) => gate === 'privileges')).toMatchObject({
      subject: user,
      next: [
        `GRANT cluster_admin TO ${user};`,
        `SET DEFAULT ROLE cluster_admin TO ${user};`,
        `GRANT OPERATE ON SYSTEM TO USER ${user};`,
      ],
    });
  });

  test('a wrong password', async () => {
    const path = join(sandbox.info.dir, 'wrong-password');
    writeFileSync(path, 'wrong\n', { mode: 0o600 });
    const cluster: StarRocksCluster = { ...sandbox.cluster, sql: { user: 'root', password: { from: 'file', path } } };
    const refusals = await refuseAndCompare({}, cluster);
    expect(refusals.find(({ gate }) => gate === 'privileges')).toMatchObject({
      subject: 'root',
      message: expect.stringContaining('does not accept root'),
      next: ['sql.user and sql.password in the cluster file'],
    });
  });
});

describe('the gate member refuses, and with the leader a frontend that would be its own helper', () => {
  test.each(['fe-1', 'fe-2'])('%s, which is in the cluster already', async (node) => {
    const refusals = await refuseAndCompare({ nodes: [node] });
    expect(refusals[0]).toMatchObject({
      gate: 'member',
      subject: node,
      message: expect.stringContaining('is already in the cluster'),
      next: ['muster status'],
    });
  });
});

test('the gate role refuses a node that is registered with another one than the file says', async () => {
  const observer = `OBSERVER '${addressOf('fe-5')}:9010'`;
  await sandbox.control('sql', { statement: `ALTER SYSTEM ADD ${observer}` });
  try {
    expect(await refuseAndCompare()).toEqual([
      expect.objectContaining({ gate: 'role', subject: 'fe-5', next: [`ALTER SYSTEM DROP ${observer};`] }),
    ]);
  } finally {
    await sandbox.control('sql', { statement: `ALTER SYSTEM DROP ${observer}` });
  }
});

/** The cluster file with something else in it for `fe-5`. */
function withNode(change: Partial<FrontendSpec>): StarRocksCluster {
  const nodes = frontendsOf(sandbox.cluster).map((node) => (node.alias === 'fe-5' ? { ...node, ...change } : node));
  return { ...sandbox.cluster, nodes };
}

const nodeFive = () => sandbox.cluster.nodes.find(({ alias }) => alias === 'fe-5') as FrontendSpec;

describe('what would keep a frontend from joining is refused with what to do', () => {
  test.each([
    ['clock', 'clock-skew', { seconds: 7 }, /^fe-5 is (6\.|7\.)\d s ahead of the leader, fe-\d:/, /^timedatectl/],
    ['clock', 'clock-skew', { seconds: -7 }, /^fe-5 is (6\.|7\.)\d s behind the leader, fe-\d:/, /^timedatectl/],
    ['java', 'java-version', { version: '11.0.2' }, /java of the PATH is JDK 11; .* needs JDK 17/, /^java: /],
    ['java', 'shim-answer', { shim: 'java', code: 127, text: 'java: not found' }, /needs JDK 17/, /^java: /],
    ['space', 'disk-full', {}, /^0\.0 GB are free for .*meta on fe-5/, /^df -h /],
  ] as const)('the gate %s, with %s %j', async (gate, name, args, message, next) => {
    await withFault(name, args, async () => {
      expect(await refuseAndCompare()).toEqual([
        {
          gate,
          severity: 'refusal',
          subject: 'fe-5',
          message: expect.stringMatching(message),
          next: expect.arrayContaining([expect.stringMatching(next)]),
        },
      ]);
    });
  });

  test('the gate address, where priority_networks chooses another address of the host', async () => {
    await withFault('second-address', { address: '10.9.9.9' }, async () => {
      const cluster = withNode({ config: { ...nodeFive().config, priority_networks: '10.9.9.0/24' } });
      expect(await refuseAndCompare({}, cluster)).toEqual([
        expect.objectContaining({
          gate: 'address',
          message: `the frontend on fe-5 would be 10.9.9.9, not ${addressOf('fe-5')}: priority_networks is 10.9.9.0/24`,
        }),
      ]);
    });
  });

  test('the gate address, by what the package ships where the file says nothing', async () => {
    const { priority_networks: _, ...config } = nodeFive().config;
    expect(await refuseAndCompare({}, withNode({ config }))).toEqual([
      expect.objectContaining({ gate: 'address', message: expect.stringContaining('priority_networks is not set') }),
    ]);
  });

  test('the gate http-port', async () => {
    expect(await refuseAndCompare({}, withNode({ ports: { ...nodeFive().ports, http: 8031 } }))).toEqual([
      expect.objectContaining({
        gate: 'http-port',
        message: 'http_port of fe-5 is 8031, that of the leader 8030: it would never join',
      }),
    ]);
  });

  test('the gate package, with no product and no archive', async () => {
    const { package: _, ...bare } = nodeFive();
    const nodes = frontendsOf(sandbox.cluster).map((node) => (node.alias === 'fe-5' ? bare : node));
    expect(await refuseAndCompare({}, { ...sandbox.cluster, nodes })).toMatchObject([
      { gate: 'package', message: expect.stringContaining('the cluster file names no package') },
    ]);
    expect(await refuseAndCompare({}, withNode({ package: '/nowhere/sr.tar.gz' }))).toMatchObject([
      { gate: 'package', next: ['ls -l /nowhere/sr.tar.gz'] },
    ]);
  });

  test('the gate secrets, before anything is placed', async () => {
    const config = { ...nodeFive().config, ssl_keystore_password: { from: 'env', name: 'MUSTER_NOT_SET' } as const };
    expect(await refuseAndCompare({}, withNode({ config }))).toEqual([
      expect.objectContaining({ gate: 'secrets', message: expect.stringContaining('MUSTER_NOT_SET') }),
    ]);
  });
});

test('several reasons are told at once', async () => {
  await withFault('clock-skew', { seconds: 60 }, async () => {
    await withFault('disk-full', {}, async () => {
      const refusals = await refuseAndCompare();
      expect(refusals.map(({ gate }) => gate)).toEqual(['clock', 'space']);
    });
  });
});

test('a plan says the same refusals as a run', async () => {
  await withFault('stale-meta', {}, async () => {
    const { refusals } = await refuse({ mode: 'plan' });
    expect(refusals.map(({ gate }) => gate)).toEqual(['meta']);
  });
});

// From here on the cluster is taken apart.

test('the gate ports refuses while a dropped frontend still runs in the home', async () => {
  await sandbox.control('sql', { statement: `ALTER SYSTEM DROP FOLLOWER '${addressOf('fe-4')}:9010'` });
  const [ports, meta] = await refuseAndCompare({ nodes: ['fe-4'] });
  const home = sandbox.cluster.nodes.find(({ alias }) => alias === 'fe-4')?.home;
  expect(ports).toMatchObject({
    gate: 'ports',
    message: expect.stringContaining(`a frontend runs in ${home} already (pid `),
    next: [expect.stringMatching(`^ssh .*@${addressOf('fe-4')} ${home}/bin/stop_fe.sh$`)],
  });
  expect(meta).toMatchObject({ gate: 'meta' });
});

interface NodeState {
  readonly name: string;
  readonly alive: boolean;
}

test('the gate quorum refuses while a voter is dead', async () => {
  await sandbox.control('kill', { node: 'fe-3' });
  await until('the leader calls fe-3 dead', async () => {
    const nodes = await sandbox.control<readonly NodeState[]>('nodes');
    return nodes.some(({ name, alive }) => name === 'fe-3' && !alive);
  });
  expect(await refuseAndCompare()).toEqual([
    expect.objectContaining({
      gate: 'quorum',
      subject: `${addressOf('fe-3')}:9010`,
      next: [`ALTER SYSTEM DROP FOLLOWER '${addressOf('fe-3')}:9010';`],
    }),
  ]);
});

test('the gate quorum refuses when two of three voters are dead', async () => {
  await sandbox.control('kill', { node: 'fe-2' });
  const { refusals } = await refuse();
  expect(refusals[0]).toMatchObject({
    gate: 'quorum',
    subject: sandbox.cluster.name,
    message: expect.stringContaining('has no leader that answers'),
    next: ['muster status'],
  });
});
