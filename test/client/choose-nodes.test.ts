import { describe, expect, test } from 'vitest';
import { chooseNodes } from '../../client/choose-nodes.ts';
import { makeCluster, makeNode } from '../fixtures/scripted-world.ts';

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
