import { expect, test } from 'vitest';
import { judgeAddress } from '../../../model/starrocks/judge-address.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const judge = (addresses: readonly string[], priorityNetworks?: string, node = makeNode(2)) =>
  judgeAddress(node, addresses, priorityNetworks === undefined ? {} : { priorityNetworks });

test('the address that is given is the one that is taken', () => {
  expect(judge(['127.0.0.1', '10.0.0.2'])).toMatchObject({ severity: 'ok' });
  expect(judge(['127.0.0.1', '10.0.0.2', '172.17.0.1'], '10.0.0.0/8')).toMatchObject({ severity: 'ok' });
});

test('another address is taken: with it the frontend is never ready', () => {
  expect(judge(['127.0.0.1', '10.0.0.2', '172.17.0.1'], '172.17.0.0/16')).toEqual({
    gate: 'address',
    severity: 'refusal',
    subject: 'fe-2',
    message: 'the frontend on fe-2 would be 172.17.0.1, not 10.0.0.2: priority_networks is 172.17.0.0/16',
    next: ['config: { priority_networks: 10.0.0.2/32 }   # in the cluster file, for fe-2'],
  });
  expect(judge(['127.0.0.1', '172.17.0.1'])).toMatchObject({
    severity: 'refusal',
    message: expect.stringContaining('10.0.0.2 is no address of the host'),
  });
  expect(judge(['127.0.0.1'])).toMatchObject({ message: expect.stringContaining('would be a loopback address') });
});

test('of several that fit nobody knows which is taken', () => {
  expect(judge(['10.0.0.2', '10.0.0.9'], '10.0.0.0/24')).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining('may take 10.0.0.9'),
  });
  expect(judge(['10.0.0.2', '172.17.0.1'])).toMatchObject({ severity: 'warning' });
});

test('networks that fit nothing or cannot be read are said, though the only address is taken all the same', () => {
  expect(judge(['127.0.0.1', '10.0.0.2'], '192.168.0.0/16')).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining('no address of the host lies in priority_networks 192.168.0.0/16'),
  });
  expect(judge(['10.0.0.2'], '10.0.0.0/8;eth0')).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining('eth0 in priority_networks'),
  });
});

test('a name is found by the frontend itself', () => {
  expect(judge(['10.0.0.2', '10.0.0.9'], undefined, { ...makeNode(2), host: 'fe-2.example' })).toMatchObject({
    severity: 'ok',
  });
});
