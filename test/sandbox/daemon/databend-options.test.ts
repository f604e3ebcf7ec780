import { expect, test } from 'vitest';
import { completeOptions } from '../../../sandbox/daemon/options.ts';
import { describeHosts } from '../../../sandbox/host/layout.ts';

const dir = '/s';

test('counts of Databend have their own defaults and hosts', () => {
  const options = completeOptions({ dir, engine: 'databend', meta: 5, queries: 1, queryHosts: 2 });
  expect(options).toMatchObject({
    hosts: 0,
    frontends: 0,
    meta: 5,
    metaHosts: 5,
    queries: 1,
    queryHosts: 2,
    autoSync: 60,
  });
  expect(describeHosts(dir, '127.77.3', options).map(({ name, address }) => `${name} ${address}`)).toEqual([
    ...[1, 2, 3, 4, 5].map((id) => `meta-${id} 127.77.3.${id}`),
    ...[1, 2].map((id) => `query-${id} 127.77.3.${100 + id}`),
  ]);
  expect(completeOptions({ dir, engine: 'databend' })).toMatchObject({ meta: 1, metaHosts: 3, queries: 0 });
  expect(completeOptions({ dir })).toMatchObject({ hosts: 3, frontends: 1 });
});

test.each([
  [{ engine: 'databend', hosts: 3 }, 'hosts 3, expected none: it goes with --engine starrocks'],
  [{ meta: 3 }, 'meta 3, expected none: it goes with --engine databend'],
  [{ engine: 'databend', meta: 4, metaHosts: 3 }, 'meta 4, expected a whole number from 0 to 3'],
  [{ engine: 'databend', meta: 0, queries: 1 }, 'queries 1, expected a whole number from 0 to 0 without a Meta node'],
  [{ engine: 'databend', autoSync: -1 }, 'auto sync -1, expected whole seconds'],
  [{ engine: 'oracle' as 'databend' }, 'engine "oracle", expected starrocks or databend'],
] as const)('refused: %j', (given, message) => {
  expect(() => completeOptions({ dir, ...given })).toThrow(message);
});
