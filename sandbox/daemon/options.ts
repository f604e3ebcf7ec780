import type { SandboxOptions } from '../engine.ts';
import { completeDatabendOptions } from './databend-options.ts';
import { expect, expectCount, isWhole, MOST_HOSTS, refuseCounts } from './expect-option.ts';

const DEFAULTS = { name: 'sandbox', speed: 1 } as const;
const ENGINES: readonly unknown[] = ['starrocks', 'databend'];

/** Fills in the defaults and refuses what cannot be. */
export function completeOptions(given: Partial<SandboxOptions> & { readonly dir: string }): SandboxOptions {
  // A flag that was not given may come as undefined; it must not hide the default.
  const said: Partial<SandboxOptions> = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const common = { ...DEFAULTS, ...said, dir: given.dir };
  const { name, speed, network, engine = 'starrocks' } = common;
  expect(/^[a-z][a-z0-9-]{0,40}$/.test(name), `name ${JSON.stringify(name)}`, 'lower-case letters, digits and -');
  expect(Number.isFinite(speed) && speed > 0, `speed ${speed}`, 'a number above 0');
  const networkFits = network === undefined || (/^127(\.\d{1,3}){2}$/.test(network) && network !== '127.0.0');
  expect(networkFits, `network ${JSON.stringify(network)}`, 'three numbers of a loopback address such as 127.77.3');
  expect(ENGINES.includes(engine), `engine ${JSON.stringify(engine)}`, 'starrocks or databend');
  return engine === 'databend' ? completeDatabendOptions(common) : completeStarRocksOptions(common);
}

function completeStarRocksOptions(common: Omit<SandboxOptions, 'hosts' | 'frontends'>): SandboxOptions {
  refuseCounts(common, ['meta', 'metaHosts', 'queries', 'queryHosts', 'autoSync'], 'databend');
  const options: SandboxOptions = { hosts: 3, frontends: 1, ...common };
  const { hosts, frontends, observers = 0 } = options;
  const { backends = 0, backendHosts = backends, computeNodes = 0, computeNodeHosts = computeNodes } = options;
  expect(isWhole(hosts, 1, MOST_HOSTS), `hosts ${hosts}`, `a whole number from 1 to ${MOST_HOSTS}`);
  expect(
    isWhole(frontends, 0, hosts),
    `frontends ${frontends}`,
    `a whole number from 0 to ${hosts}, the number of hosts`,
  );
  expect(
    isWhole(observers, 0, hosts - 1),
    `observers ${observers}`,
    `a whole number from 0 to ${hosts - 1}, one less than the hosts`,
  );
  // Without a frontend there is nobody to register them with: then none may run.
  const limit = (most: number): [number, string] =>
    frontends === 0
      ? [0, ' without a frontend']
      : [most, most === 0 ? ' without a frontend' : ', the number of their hosts'];
  expectCount('backend hosts', backendHosts, MOST_HOSTS);
  expectCount('backends', backends, ...limit(backendHosts));
  expectCount('compute node hosts', computeNodeHosts, MOST_HOSTS);
  expectCount('compute nodes', computeNodes, ...limit(computeNodeHosts));
  return { ...options, backends, backendHosts, computeNodes, computeNodeHosts };
}
