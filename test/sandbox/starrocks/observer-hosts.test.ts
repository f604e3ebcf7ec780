import { frontendsOf } from '../../../model/starrocks/cluster-spec.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 3, frontends: 3, observers: 1, speed: 20 });
});
afterAll(() => sandbox.stop());

describe('a host for an observer', () => {
  it('is one in the cluster file and joins as one', async () => {
    expect(frontendsOf(sandbox.cluster).map(({ observer }) => observer)).toEqual([undefined, undefined, true]);
    expect(await sandbox.control('nodes')).toMatchObject([
      { role: 'LEADER', alive: true },
      { role: 'FOLLOWER', alive: true },
      { role: 'OBSERVER', alive: true },
    ]);
    expect(await sandbox.control('snapshot')).toMatchObject({
      frontends: [
        { role: 'FOLLOWER', joined: true },
        { role: 'FOLLOWER', joined: true },
        { role: 'OBSERVER', joined: true },
      ],
    });
  });

  it('can be said to be half-joined as one', async () => {
    const address = `${sandbox.info.network}.9:9010`;
    await sandbox.control('fault', { name: 'half-joined', node: 'fe-1', address, role: 'OBSERVER' });
    expect(await sandbox.control('snapshot')).toMatchObject({
      frontends: expect.arrayContaining([expect.objectContaining({ address, role: 'OBSERVER', joined: false })]),
    });
    await sandbox.control('cure', { name: 'half-joined', node: 'fe-1', address, role: 'OBSERVER' });
    expect(await sandbox.control('snapshot')).not.toMatchObject({
      frontends: expect.arrayContaining([expect.objectContaining({ address })]),
    });
    await expect(sandbox.control('fault', { name: 'half-joined', node: 'fe-1', role: 'LEADER' })).rejects.toThrow(
      'role is "LEADER", expected FOLLOWER or OBSERVER',
    );
  });
});
