import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Claim, releaseLease, takeLease } from '../../../model/lease/change-lease.ts';
import { type FoundLease, type Lease, parseLease, writeLease } from '../../../model/lease/lease.ts';

const AT = '2026-11-29T14:18:27.000Z';
const installations = ['0', '1', '2'].map((digit) => ({
  id: `00000000-0000-4000-8000-00000000000${digit}`,
  name: `root@laptop-${digit} (muster at 127.0.0.1:7233)`,
}));

function claimOf(installation: number, operation: string, takeOver?: string): Claim {
  return {
    cluster: 'prod',
    installation: installations[installation] as Claim['installation'],
    entry: {
      operation,
      what: 'add fe-2',
      by: 'root@laptop',
      since: AT,
      workflow: 'cluster/prod',
      run: '11111111-1111-4111-8111-111111111111',
      ...(takeOver !== undefined && { takeOver }),
    },
  };
}

/** What lies there after it was taken; the very same when it was refused. */
function afterTake(found: FoundLease, claim: Claim): FoundLease {
  const taking = takeLease(found, claim);
  return taking.kind === 'write' ? taking.lease : found;
}

const claims = fc.record({
  installation: fc.nat({ max: 2 }),
  operation: fc.constantFrom('a', 'b', 'c'),
  takeOver: fc.option(fc.constant('gone'), { nil: undefined }),
});

describe('a lease', () => {
  test('that another installation has is left alone without --take-over, and replaced with it', () => {
    const held = afterTake(undefined, claimOf(0, 'a')) as Lease;
    expect(takeLease(held, claimOf(1, 'b'))).toEqual({ kind: 'leased', by: held });
    expect(takeLease(held, claimOf(1, 'b', 'gone'))).toMatchObject({
      kind: 'write',
      over: held,
      lease: { installation: { id: installations[1]?.id }, operations: [{ operation: 'b', takeOver: 'gone' }] },
    });
  });

  test('that cannot be read is somebody’s', () => {
    expect(takeLease('unreadable', claimOf(0, 'a'))).toEqual({ kind: 'leased', by: 'unreadable' });
    expect(releaseLease('unreadable', claimOf(0, 'a').installation, 'a')).toBe('keep');
  });

  test('loses what its own installation knows to be over, and nothing else', () => {
    const two = afterTake(afterTake(undefined, claimOf(0, 'a')), claimOf(0, 'b'));
    const taking = takeLease(two, claimOf(0, 'c'), ['a']);
    expect(taking.kind === 'write' && taking.lease.operations.map(({ operation }) => operation)).toEqual(['b', 'c']);
    expect(takeLease(two, claimOf(1, 'c'), ['a', 'b'])).toMatchObject({ kind: 'leased' });
  });

  test('is of one installation, whoever comes in whatever order, and ends with its last operation', () => {
    fc.assert(
      fc.property(fc.array(claims, { maxLength: 12 }), (asked) => {
        let found: FoundLease;
        for (const { installation, operation, takeOver } of asked) {
          const claim = claimOf(installation, operation, takeOver);
          const before = found;
          found = afterTake(found, claim);
          // Taken again, after a lost reply, it is the same.
          expect(afterTake(found, claim)).toEqual(found);
          if (takeOver === undefined && before !== undefined)
            expect((found as Lease).installation).toEqual((before as Lease).installation);
        }
        const holder = found as Lease | undefined;
        for (const other of installations.filter(({ id }) => id !== holder?.installation.id))
          expect(releaseLease(found, other, 'a')).toBe('keep');
        for (const { operation } of [...(holder?.operations ?? [])]) {
          const left: Lease | 'remove' | 'keep' = releaseLease(found, (holder as Lease).installation, operation);
          expect(left).not.toBe('keep');
          found = left === 'remove' ? undefined : (left as Lease);
        }
        expect(found).toBeUndefined();
      }),
    );
  });

  test('is read as it was written', () => {
    const lease = afterTake(undefined, claimOf(0, 'a', 'gone')) as Lease;
    expect(parseLease(writeLease(lease))).toEqual(lease);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no lease', '{"cluster":"prod"}'],
    ['a name that acts on a terminal', ['"name": "root@laptop-0', '"name": "\\u001b[2Jroot@laptop-0']],
    ['an id that is none', ['00000000-0000-4000-8000-000000000000', '../../etc']],
    ['a key that is not known', ['"cluster"', '"more": 1, "cluster"']],
    ['no operation', [/"operations": \[[\s\S]*\]/, '"operations": []']],
  ] as const)('is not made of %s', (_what, change) => {
    const written = writeLease(afterTake(undefined, claimOf(0, 'a')) as Lease);
    const text = typeof change === 'string' ? change : written.replace(change[0], change[1]);
    expect(text).not.toBe(written);
    expect(parseLease(text)).toBe('unreadable');
  });
});
