import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeStorage, type StorageReading } from '../../../../model/starrocks/backend/judge-storage.ts';
import { makeBackend } from '../../../fixtures/scripted-world.ts';

const node = makeBackend(1);
const good: StorageReading = { path: '/data1', state: 'empty', writable: true, usedPercent: 10, device: '/dev/sda1' };

function judge(changes: Partial<StorageReading> = {}, others: readonly ReturnType<typeof makeBackend>[] = []) {
  return judgeStorage(node, { storage: [{ ...good, ...changes }], clusterId: '7', others });
}

describe('storage of a new node', () => {
  test.each([
    ['empty', { state: 'empty' }],
    ['missing, and can be made', { state: 'missing' }],
    ['of a process that was never heard', { state: 'own' }],
    ['of this cluster', { state: 'used', clusterId: '7' }],
  ] as const)('that is %s passes', (_what, changes) => {
    expect(judge(changes)).toEqual([expect.objectContaining({ gate: 'storage', severity: 'ok' })]);
  });

  test.each([
    ['of another cluster', { state: 'used', clusterId: '8' }, 'is of the cluster 8, not of 7'],
    ['full of something else', { state: 'used' }, 'is not empty, and of no cluster'],
    ['not writable', { writable: false }, 'cannot be written by starrocks'],
    ['missing, and cannot be made', { state: 'missing', writable: false }, 'cannot be made by starrocks'],
    ['unreadable', { state: 'unreadable' }, 'cannot be written'],
  ] as const)('that is %s refuses', (_what, changes, message) => {
    expect(judge(changes)).toEqual([
      expect.objectContaining({ gate: 'storage', severity: 'refusal', message: expect.stringContaining(message) }),
    ]);
  });

  test('above 90 % of its disk is told: it would be given nothing', () => {
    expect(judge({ usedPercent: 90 })).toHaveLength(1);
    expect(judge({ usedPercent: 91 }).at(-1)).toMatchObject({ severity: 'warning', next: ['df -h /data1'] });
  });

  test('two paths of one disk are told', () => {
    const storage = [good, { ...good, path: '/data2' }, { ...good, path: '/data3', device: '/dev/sdb1' }];
    expect(judgeStorage(node, { storage, clusterId: '7', others: [] }).at(-1)).toMatchObject({
      severity: 'warning',
      message: '/data1 and /data2 are on one disk, and count as two: its room is counted twice',
    });
  });
});

test('no two nodes of one host share a path, or one lies within another', () => {
  const segment = fc.constantFrom('a', 'b', 'ab');
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(path, path, fc.boolean(), (mine, theirs, sameHost) => {
      const own = { ...node, storage: [{ path: mine }] };
      const other = { ...makeBackend(2), storage: [{ path: theirs }], ...(sameHost && { host: node.host }) };
      const refused = judgeStorage(own, { storage: [good], clusterId: '7', others: [own, other] }).some(
        ({ severity }) => severity === 'refusal',
      );
      const shares = mine === theirs || mine.startsWith(`${theirs}/`) || theirs.startsWith(`${mine}/`);
      expect(refused).toBe(sameHost && shares);
    }),
  );
});
