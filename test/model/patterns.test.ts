import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMusterError } from '../../model/error.ts';
import {
  ABSOLUTE_PATH,
  formatHostPort,
  isHost,
  isIpv6,
  isShellHazard,
  LOCAL_PATH,
  VERSION,
} from '../../model/patterns.ts';

describe('a host', () => {
  it('is an IPv4 or IPv6 address or a host name', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), (host) => isHost(host)));
  });

  it.each([
    '',
    '10.0.0.256',
    '10.0.0',
    '1.2.3.4.5',
    '-a',
    'a-',
    'a..b',
    'a_b',
    'a\n',
    "a'b",
    'a b',
    '::1%eth0',
    ':::',
    '1::2::3',
    '[::1]',
    '1:2:3:4:5:6:7:8:9',
  ])('is not %j', (text) => {
    expect(isHost(text)).toBe(false);
  });

  it('of IPv6 stands in brackets before its port', () => {
    expect(formatHostPort('::1', 9010)).toBe('[::1]:9010');
    expect(formatHostPort('10.0.0.1', 9010)).toBe('10.0.0.1:9010');
    expect(isIpv6('::ffff:10.0.0.1')).toBe(true);
  });

  it.each([
    ["x' OR '1", 9010],
    ['a', 0],
    ['a', 65_536],
    ['a', 1.5],
  ])('%j with port %j never reaches a statement', (host, port) => {
    expect(() => formatHostPort(host, port)).toThrow(expect.toSatisfy(isMusterError));
  });
});

describe('a path', () => {
  it.each(['/opt/starrocks/fe', '/a', '/a/', '/a/.hidden', '/a/b-1.2_3+x@y'])('may be %s', (path) => {
    expect(ABSOLUTE_PATH.test(path)).toBe(true);
  });
  it.each(['', '/', 'a', '/a/../b', '/..', '/a//b', '/a b', '/a\n', '/a;b', '/a/.', '/~'])(
    'on a host may not be %j',
    (path) => {
      expect(ABSOLUTE_PATH.test(path)).toBe(false);
    },
  );
  it.each(['~/.ssh/id', './x', '../x/y', 'x.tar.gz', '/abs/x'])('on the machine of the worker may be %s', (path) => {
    expect(LOCAL_PATH.test(path)).toBe(true);
  });
});

describe('a line of fe.conf', () => {
  it('as shipped passes', () => {
    expect(isShellHazard('JAVA_OPTS', '"-Xmx8192m -XX:+UseG1GC -Xlog:gc*:${LOG_DIR}/fe.gc.log.$DATE:time"')).toBe(
      false,
    );
    expect(isShellHazard('priority_networks', '10.0.0.0/8;10.1.0.0/16')).toBe(false);
  });
  it.each(['$(id)', '`id`', 'a;b', '"a', "it's", '${X:-$(id)}', 'a|b', 'a\\', '(a)', '$'])(
    'with %s is not given to the start script',
    (value) => {
      expect(isShellHazard('JAVA_OPTS', value)).toBe(true);
    },
  );
});

it('a version has three numbers', () => {
  expect(['3.5.7', '4.0.0-rc01'].every((text) => VERSION.test(text))).toBe(true);
  expect(['3.5', 'v3.5.7', '3.5.7;x', '3.5.7\n'].some((text) => VERSION.test(text))).toBe(false);
});
