import { expect, test } from 'vitest';
import { give, untilState } from '../fixtures/scripted-world.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';

/** Recorded on 3.5.7: the leader of a pair exits about 40 s after its first failed write, and it writes every few seconds. */
const LEADER_WOULD_BE_GONE_S = 60;
const SPEED = 10;
/** Where something has to be done in that time: by the clock there are 20 s for it, whatever else the machine does. */
const SLOW = 2;

const runner = useRunner();

interface NodeState {
  readonly name: string;
  readonly pid: number | null;
}

async function pidOfLeader(sandbox: TestSandbox): Promise<number | null> {
  const nodes = await sandbox.control<readonly NodeState[]>('nodes');
  return nodes.find(({ name }) => name === 'fe-1')?.pid ?? null;
}

test('a pair that loses its second voter and does not drop it loses its leader', async () => {
  const sandbox = await TestSandbox.start({ speed: SPEED, frontends: 2 });
  try {
    await sandbox.control('kill', { node: 'fe-2' });
    const gone = await until('the leader has exited', async () => (await pidOfLeader(sandbox)) === null);
    expect(gone).toBe(true);
  } finally {
    await sandbox.stop();
  }
});

test('a joiner that dies after its handshake is dropped in time for the leader to live on', async () => {
  const sandbox = await TestSandbox.start({ speed: SLOW });
  try {
    const leader = await pidOfLeader(sandbox);
    await sandbox.control('fault', { name: 'crash-on-start', node: 'fe-2', phase: 'after-handshake' });
    const handle = await runner.start(sandbox.cluster);
    const held = await untilState(handle, 'needs attention');
    expect(held.steps.find(({ id }) => id === 'fe-2/rescue')).toMatchObject({ state: 'done' });
    const end = performance.now() + (LEADER_WOULD_BE_GONE_S / SLOW) * 1000;
    await until('the time of the leader is over', async () => {
      expect(await pidOfLeader(sandbox)).toBe(leader);
      return performance.now() > end;
    });
    await give(handle, 'undo');
    expect(await handle.result()).toMatchObject({ state: 'undone' });
    expect(await pidOfLeader(sandbox)).toBe(leader);
  } finally {
    await sandbox.stop();
  }
});

test('a pause is refused, with the reason, while a node joins', async () => {
  const sandbox = await TestSandbox.start({ speed: SPEED });
  try {
    await sandbox.control('fault', { name: 'slow-start', node: 'fe-2', factor: 30 });
    const handle = await runner.start(sandbox.cluster);
    await until('pause is refused', async () => {
      const { unpausable } = (await handle.query('progress')) as { readonly unpausable?: string };
      return unpausable !== undefined;
    });
    const refusal = await give(handle, 'pause').catch((error: Error) => error);
    expect(refusal).toMatchObject({
      cause: expect.objectContaining({
        type: 'VERB_REFUSED',
        message: expect.stringContaining('between its start and its first heartbeat'),
      }),
    });
    expect(await handle.result()).toMatchObject({ state: 'done', verbs: [] });
  } finally {
    await sandbox.stop();
  }
});
