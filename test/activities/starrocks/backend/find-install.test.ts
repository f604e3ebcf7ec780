import { expect, test } from 'vitest';
import { readFound } from '../../../../activities/starrocks/backend/find-install.ts';

const SAID = {
  home: '/opt/starrocks/be/',
  storage: '',
  starlet: '',
  java: '',
  owner: 'starrocks',
  self: 'deploy',
  networks: '10.0.0.0/8',
  readable: 'yes',
};
const found = (change: Partial<typeof SAID> = {}) =>
  readFound(
    Object.entries({ ...SAID, ...change })
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );

test('a conf file that says nothing leaves what is shipped', () => {
  expect(found()).toEqual({
    install: {
      home: '/opt/starrocks/be',
      storage: [{ path: '/opt/starrocks/be/storage' }],
      become: 'starrocks',
      priorityNetworks: '10.0.0.0/8',
    },
    starletPort: 9070,
  });
  expect(found({ storage: '/data/1,medium:ssd', starlet: '9170', owner: 'deploy' })).toEqual({
    install: {
      home: '/opt/starrocks/be',
      storage: [{ path: '/data/1', medium: 'ssd' }],
      priorityNetworks: '10.0.0.0/8',
    },
    starletPort: 9170,
  });
});

test('what cannot be read or cannot stand in a cluster file is not made up', () => {
  const blind = found({ readable: '' });
  expect(blind.install.storage).toBeUndefined();
  expect(blind.starletPort).toBeUndefined();
  expect(found({ storage: '/data/1,capacity:50' }).install.storage).toBeUndefined();
  expect(found({ starlet: 'soon' }).starletPort).toBeUndefined();
  expect(found({ networks: '10.0.0.0/8 $(id)', java: '/x y' }).install).not.toHaveProperty('priorityNetworks');
});

test('a host without a process says so', () => {
  expect(() => readFound('trouble=no single process of a backend is to be found\n')).toThrow(
    'no single process of a backend is to be found',
  );
  expect(() => found({ home: '/a;b' })).toThrow('the home of its process cannot be told');
});
