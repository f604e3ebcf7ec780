import { describe, expect, test } from 'vitest';
import { chooseNodes, roleOf } from '../../client/choose-nodes.ts';
import { makeBackend, makeCluster, makeNode } from '../fixtures/scripted-world.ts';

const cluster = makeCluster();
const choose = (names: readonly string[], options = {}, from = cluster) =>
  chooseNodes(from, names, 'muster.yaml', options).map(({ alias }) => alias);

describe('nodes are named', () => {
  test('by alias and by handle, in the order that was given', () => {
    expect(choose(['fe-3', '10.0.0.1:9010'])).toEqual(['fe-3', 'fe-1']);
  });

  test('all at once by their role, where that is meant', () => {
    expect(choose(['fe'], { roles: true })).toEqual(['fe-1', 'fe-2', 'fe-3']);
    expect(() => choose(['fe'])).toThrow('No node "fe" in muster.yaml');
    expect(() => choose(['meta'], { roles: true })).toThrow(
      'A starrocks cluster has no meta; its roles are fe (frontend), be (backend), cn (compute node)',
    );
  });

  test('once each, a role counted with its nodes', () => {
    expect(() => choose(['fe-2', 'fe-2'])).toThrow('named twice');
    expect(() => choose(['fe', 'fe-2'], { roles: true })).toThrow('named twice');
  });

  test('a node called like a role is that node', () => {
    const named = { ...cluster, nodes: [{ ...makeNode(1), alias: 'fe' }, makeNode(2)] };
    expect(choose(['fe'], { roles: true }, named)).toEqual(['fe']);
  });
});

describe('one request is of one role', () => {
  const mixed = { ...cluster, nodes: [...cluster.nodes, makeBackend(1), makeBackend(2), makeBackend(3, 'cn')] };
  const roleFrom = (names: readonly string[], options = {}) =>
    roleOf(chooseNodes(mixed, names, 'muster.yaml', options), 'add');

  test('that of its nodes', () => {
    expect(roleFrom(['fe-2'])).toBe('fe');
    expect(roleFrom(['be-1', '10.0.1.2:9050'])).toBe('be');
    expect(roleFrom(['cn'], { roles: true })).toBe('cn');
  });

  test('nodes of several roles are refused, with a command for each role', () => {
    expect(() => roleFrom(['be-1', 'fe-2', 'be-2'])).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', hint: 'muster add be-1 be-2\nmuster add fe-2' }),
    );
  });

  test('one that the file does not know is told by its port', () => {
    expect(roleFrom(['10.9.9.9:9050'], { outsiders: true })).toBe('be');
    expect(roleFrom(['10.9.9.9:9010'], { outsiders: true })).toBe('fe');
  });
});
