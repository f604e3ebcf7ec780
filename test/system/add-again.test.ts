import { expect, test } from 'vitest';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

const sandbox = useSandbox({ hosts: 3, frontends: 3 });
const runner = useRunner();

interface NodeState {
  readonly name: string;
  readonly state: string;
  readonly role: string | null;
  readonly alive: boolean;
}

/** One that does not lead: the leader of three may be any of them by now. */
async function chooseFollower(): Promise<string> {
  const nodes = await sandbox.control<readonly NodeState[]>('nodes');
  return nodes.find(({ role }) => role === 'FOLLOWER')?.name ?? '';
}

test('a frontend that was removed is added again, first as an observer and then as a follower: its old meta is out of the way', async () => {
  const node = await chooseFollower();
  const nodes = sandbox.cluster.nodes.map((one) => (one.alias === node ? { ...one, observer: true as const } : one));
  const asObserver = { ...sandbox.cluster, nodes };
  for (const [cluster, role] of [
    [asObserver, 'OBSERVER'],
    [sandbox.cluster, 'FOLLOWER'],
  ] as const) {
    const before = role === 'OBSERVER' ? sandbox.cluster : asObserver;
    expect(await runner.run(before, { verb: 'remove', nodes: [node] })).toMatchObject({ state: 'done' });
    expect(await runner.run(cluster, { verb: 'add', nodes: [node] })).toMatchObject({ state: 'done' });
    const states = await sandbox.control<readonly NodeState[]>('nodes');
    expect(states.find(({ name }) => name === node)).toMatchObject({ state: 'serving', role, alive: true });
  }
}, 300_000);
