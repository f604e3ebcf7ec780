import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseAddress } from '../../../model/starrocks/choose-address.ts';

const candidates = (addresses: readonly string[], priorityNetworks?: string) =>
  chooseAddress(addresses, priorityNetworks === undefined ? {} : { priorityNetworks }).candidates;

test('the addresses in one of the networks, with `;` between them', () => {
  const addresses = ['127.0.0.1', '10.1.0.2', '192.168.3.4', '172.17.0.1'];
  expect(candidates(addresses, '10.0.0.0/8')).toEqual(['10.1.0.2']);
  expect(candidates(addresses, '10.9.0.0/16 ; 192.168.3.4/32;')).toEqual(['192.168.3.4']);
  expect(candidates(addresses, '192.168.3.4')).toEqual(['192.168.3.4']);
  expect(candidates(addresses, '0.0.0.0/0')).toEqual(addresses);
});

test('loopback counts where a network names it, which is how several live on one machine', () => {
  expect(candidates(['127.0.0.1', '127.77.3.2'], '127.77.3.0/24')).toEqual(['127.77.3.2']);
});

test('without a network, and where none matches, whatever is not loopback', () => {
  const addresses = ['127.0.0.1', '10.1.0.2', '172.17.0.1'];
  expect(chooseAddress(addresses, {})).toMatchObject({ candidates: ['10.1.0.2', '172.17.0.1'], by: 'no network' });
  expect(chooseAddress(addresses, { priorityNetworks: '192.168.0.0/16' })).toMatchObject({
    candidates: ['10.1.0.2', '172.17.0.1'],
    by: 'no match',
  });
});

test('frontend_address outranks everything, unless it is the shipped 0.0.0.0', () => {
  const priorityNetworks = '10.0.0.0/8';
  expect(chooseAddress(['10.1.0.2'], { priorityNetworks, frontendAddress: '10.1.0.9' }).candidates).toEqual([
    '10.1.0.9',
  ]);
  expect(chooseAddress(['10.1.0.2'], { priorityNetworks, frontendAddress: '0.0.0.0' }).candidates).toEqual([
    '10.1.0.2',
  ]);
});

test('bits below the mask: only the address itself is sure, since versions differ about the rest', () => {
  expect(candidates(['10.0.0.7', '10.0.0.8'], '10.0.0.7/24')).toEqual(['10.0.0.7']);
});

test.each(['10.0.0.0/33', '10.0.0/24', '10.0.0.0,10.1.0.0', 'fe80::/10', '300.0.0.0/8', 'eth0', '10.0.0.0/-1'])(
  '%s is no IPv4 network, and says so',
  (text) => {
    expect(chooseAddress(['10.0.0.1'], { priorityNetworks: text })).toMatchObject({
      by: 'no match',
      unreadable: [text],
    });
  },
);

const octet = fc.nat(255);
const address = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
const bitsOf = (text: string) =>
  text
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

test('a network has exactly the addresses that begin with its bits', () => {
  fc.assert(
    fc.property(address, address, fc.nat(32), (base, other, length) => {
      const prefix = bitsOf(base).slice(0, length);
      const network = (prefix.padEnd(32, '0').match(/.{8}/g) ?? []).map((octets) => parseInt(octets, 2)).join('.');
      const matched = chooseAddress([other], { priorityNetworks: `${network}/${length}` }).by === 'priority_networks';
      expect(matched).toBe(bitsOf(other).startsWith(prefix));
    }),
  );
});

test('every candidate is an address of the host, and none that lies outside is taken while one lies inside', () => {
  fc.assert(
    fc.property(fc.array(address), address, fc.nat(32), (addresses, base, length) => {
      const { candidates: chosen, by } = chooseAddress(addresses, { priorityNetworks: `${base}/${length}` });
      for (const one of chosen) expect(addresses).toContain(one);
      if (addresses.includes(base)) expect(by).toBe('priority_networks');
    }),
  );
});
