import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { routeControl } from '../../../sandbox/daemon/route-control.ts';
import type { ControlRequest, SandboxEngine } from '../../../sandbox/engine.ts';
import { type BareHosts, openBareHosts } from '../host/bare-hosts.ts';

let hosts: BareHosts;
let asked: ControlRequest[];

/** A product that knows the fault `silent` and nothing else. */
const engine: SandboxEngine = {
  start: async () => {},
  stop: async () => {},
  control: async (request) => {
    asked.push(request);
    if (request.command === 'faults') return [{ name: 'silent', node: 'fe-1' }];
    if (request.command === 'fault' && request.args.name !== 'silent') throw new Error('unknown to the product');
    return null;
  },
};

function route(command: string, args: ControlRequest['args'] = {}): Promise<unknown> {
  return routeControl({ servers: hosts.servers, engine }, { command, args });
}

beforeAll(async () => {
  hosts = await openBareHosts(2);
});
beforeEach(() => {
  asked = [];
});
afterAll(() => hosts.close());

test('a fault of the hosts never reaches the product', async () => {
  await route('fault', { name: 'ssh-outlive', node: 'fe-1' });
  expect(hosts.server(0).faults.has('ssh-outlive')).toBe(true);
  await route('cure', { name: 'ssh-outlive', node: 'fe-1' });
  expect(hosts.server(0).faults.has('ssh-outlive')).toBe(false);
  expect(asked).toEqual([]);
});

test('a fault without a node is set on every host', async () => {
  await route('fault', { name: 'ssh-outlive' });
  expect(hosts.servers.map(({ faults }) => faults.has('ssh-outlive'))).toEqual([true, true]);
  await route('cure', { name: 'ssh-outlive' });
});

test('what is not of the hosts goes to the product as it was asked', async () => {
  await route('fault', { name: 'silent', node: 'fe-1' });
  await route('kill', { node: 'fe-2' });
  expect(asked).toEqual([
    { command: 'fault', args: { name: 'silent', node: 'fe-1' } },
    { command: 'kill', args: { node: 'fe-2' } },
  ]);
  await expect(route('fault', { name: 'rain' })).rejects.toThrow('unknown to the product');
});

test('faults lists those of the hosts before those of the product', async () => {
  await route('fault', { name: 'disk-full', node: 'fe-2' });
  expect(await route('faults')).toEqual([
    { name: 'disk-full', node: 'fe-2' },
    { name: 'silent', node: 'fe-1' },
  ]);
});

test('cure without a name cures hosts and product', async () => {
  await route('fault', { name: 'disk-full', node: 'fe-2' });
  await route('cure');
  expect(await routeControl({ servers: hosts.servers }, { command: 'faults', args: {} })).toEqual([]);
  expect(asked).toEqual([{ command: 'cure', args: {} }]);
});
