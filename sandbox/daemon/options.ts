import { MusterError } from '../../model/error.ts';
import type { SandboxOptions } from '../engine.ts';

const DEFAULTS = { name: 'sandbox', hosts: 3, frontends: 1, speed: 1 } as const;
const MOST_HOSTS = 50;

/** Fills in the defaults and refuses what cannot be. */
export function completeOptions(given: Partial<SandboxOptions> & { readonly dir: string }): SandboxOptions {
  // A flag that was not given may come as undefined; it must not hide the default.
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const options: SandboxOptions = { ...DEFAULTS, ...said, dir: given.dir };
  const { name, hosts, frontends, speed, network, observers = 0 } = options;
  const { backends = 0, backendHosts = backends, computeNodes = 0, computeNodeHosts = computeNodes } = options;
  expect(/^[a-z][a-z0-9-]{0,40}$/.test(name), `name ${JSON.stringify(name)}`, 'lower-case letters, digits and -');
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
  expectCount('backend hosts', backendHosts, MOST_HOSTS, '');
  expectCount('backends', backends, frontends === 0 ? 0 : backendHosts, ', the number of their hosts');
  expectCount('compute node hosts', computeNodeHosts, MOST_HOSTS, '');
  expectCount('compute nodes', computeNodes, frontends === 0 ? 0 : computeNodeHosts, ', the number of their hosts');
  expect(Number.isFinite(speed) && speed > 0, `speed ${speed}`, 'a number above 0');
  const networkFits = network === undefined || (/^127(\.\d{1,3}){2}$/.test(network) && network !== '127.0.0');
  expect(networkFits, `network ${JSON.stringify(network)}`, 'three numbers of a loopback address such as 127.77.3');
  return { ...options, backends, backendHosts, computeNodes, computeNodeHosts };
}

function expect(fits: boolean, found: string, expected: string): void {
  if (!fits) throw new MusterError('BAD_INPUT', `${found}, expected ${expected}`, { hint: 'muster sandbox up --help' });
}

/** Without a frontend there is nobody to register them with: then none may run. */
function expectCount(what: string, count: number, most: number, why: string): void {
  expect(
    isWhole(count, 0, most),
    `${what} ${count}`,
    `a whole number from 0 to ${most}${most === 0 ? ' without a frontend' : why}`,
  );
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
