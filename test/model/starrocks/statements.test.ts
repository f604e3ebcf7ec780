import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MusterError } from '../../../model/error.ts';
import { addMember, dropMember, roleOf } from '../../../model/starrocks/statements.ts';

test('the role is in the statement, as the cluster file has it', () => {
  expect(addMember('OBSERVER', '10.0.0.2', 9010)).toBe("ALTER SYSTEM ADD OBSERVER '10.0.0.2:9010'");
  expect(dropMember('OBSERVER', '10.0.0.2', 9010)).toBe("ALTER SYSTEM DROP OBSERVER '10.0.0.2:9010'");
  expect([roleOf({}), roleOf({ observer: true })]).toEqual(['FOLLOWER', 'OBSERVER']);
});

test('one address a statement, IPv6 in brackets', () => {
  expect(addMember('FOLLOWER', '10.0.0.2', 9010)).toBe("ALTER SYSTEM ADD FOLLOWER '10.0.0.2:9010'");
  expect(dropMember('FOLLOWER', 'fe-2.example', 9010)).toBe("ALTER SYSTEM DROP FOLLOWER 'fe-2.example:9010'");
  expect(addMember('FOLLOWER', 'fd00::2', 9010)).toBe("ALTER SYSTEM ADD FOLLOWER '[fd00::2]:9010'");
});

test.each(["10.0.0.2'", 'a b', 'a;b', 'a\nb', "x' OR '1", '', 'a"b', 'a`b', '$(id)', 'a\\b'])(
  '%j is no address',
  (host) => {
    expect(() => addMember('FOLLOWER', host, 9010)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  },
);

test.each([0, -1, 65_536, 1.5, Number.NaN])('%d is no port', (port) => {
  expect(() => dropMember('FOLLOWER', '10.0.0.2', port)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
});

test('whatever the host, the statement has two quotes and no line break, or there is none', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (host, port) => {
      expect(composeOrRefuse(host, port)).toMatch(/^(BAD_INPUT|ALTER SYSTEM ADD FOLLOWER '[A-Za-z0-9.:[\]-]+')$/);
    }),
  );
});

function composeOrRefuse(host: string, port: number): string {
  try {
    return addMember('FOLLOWER', host, port);
  } catch (error) {
    return (error as MusterError).code;
  }
}
