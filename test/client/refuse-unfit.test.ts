import { describe, expect, test } from 'vitest';
import { chooseNodes } from '../../client/choose-nodes.ts';
import { refuseUnfit } from '../../client/refuse-unfit.ts';
import type { OperationVerb } from '../../model/operation.ts';
import { makeDatabend } from '../fixtures/databend-cluster.ts';
import { makeCluster } from '../fixtures/scripted-world.ts';

const databend = makeDatabend({ metas: 4, queries: 1 });

function ask(verb: OperationVerb, names: readonly string[], coming: readonly string[] = [], options = {}) {
  const choose = (of: readonly string[]) => chooseNodes(databend, of, 'muster.yaml');
  return () => refuseUnfit(databend, verb, choose(names), choose(coming), options);
}

describe('what a verb is not for', () => {
  test('of StarRocks is said with what there is instead', () => {
    const starrocks = makeCluster();
    const nodes = chooseNodes(starrocks, ['fe-1'], 'muster.yaml');
    expect(() => refuseUnfit(starrocks, 'replace', nodes, [], {})).toThrow('replace is for Databend Meta');
    expect(() => refuseUnfit(starrocks, 'transfer-leader', [], [], {})).toThrow('transfer-leader is for Databend Meta');
    expect(() => refuseUnfit(starrocks, 'add', nodes, [], { limit: 3 })).not.toThrow();
  });

  test('of Query nodes is everything but a restart', () => {
    expect(ask('add', ['query-1'])).toThrow('query-1 is a Query node, which needs no adding');
    expect(ask('remove', ['query-1'])).toThrow('query-1 is a Query node, which needs no removing');
    expect(ask('replace', ['meta-1'], ['query-1'])).toThrow('only meta nodes are replaced');
    expect(ask('transfer-leader', ['query-1'])).toThrow('only a meta node can lead');
    expect(ask('restart', ['query-1'])).not.toThrow();
  });

  test('more than one meta node at a time', () => {
    expect(ask('add', ['meta-4'], [], { limit: 2 })).toThrow('meta nodes come one at a time');
    expect(ask('add', ['meta-4'], [], { limit: 1 })).not.toThrow();
  });
});

describe('a replacement', () => {
  test('has as many that come as go, and none of them twice', () => {
    expect(ask('replace', ['meta-1', 'meta-2'], ['meta-3', 'meta-4'])).not.toThrow();
    expect(ask('replace', ['meta-1', 'meta-2'], ['meta-3'])).toThrow('2 to be replaced and 1 to take their place');
    expect(ask('replace', ['meta-1'], ['meta-1'])).toThrow('meta-1 is named before and after --with');
  });
});
