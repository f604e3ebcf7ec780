import { expect, test } from 'vitest';
import { awaitAlive } from '../../activities/starrocks/await-alive.ts';
import { drop } from '../../activities/starrocks/drop.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';
import { useTools } from '../fixtures/use-tools.ts';

const sandbox = useSandbox({ hosts: 2, frontends: 2, speed: 20 });
const tools = useTools();

test('a joiner of a pair that an election has made the leader is a member, seen by its own answer', async () => {
  const joined = { cluster: sandbox.cluster, node: 'fe-1', leader: undefined };
  expect(await awaitAlive(tools, joined)).toEqual({
    kind: 'reached',
    note: expect.stringMatching(/^Join and Alive on /),
  });
});

test('the frontend that leads is left alone where that is wanted, and refused by the database where it is not', async () => {
  const leader = { cluster: sandbox.cluster, node: 'fe-1' };
  const cleared = { ...leader, unlessLeads: true };
  expect((await drop.plan(tools, cleared)).actions).toEqual([
    { kind: 'nothing', on: 'fe-1', because: expect.stringContaining('leads by now') },
  ]);
  expect((await drop.perform(tools, cleared)).value).toEqual({ leads: true });
  await expect(drop.perform(tools, leader)).rejects.toMatchObject({
    message: expect.stringContaining('can not drop current master node'),
  });

  const other = { cluster: sandbox.cluster, node: 'fe-2', unlessLeads: true };
  const { evidence, value } = await drop.perform(tools, other);
  expect(evidence[0]?.answer).toBe('OK; gone from SHOW FRONTENDS');
  expect(value).toBeUndefined();
});
