import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FrontendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { isPlainPassword, judgeDeploy, orderDeploy } from '../../../model/starrocks/plan-deploy.ts';
import { setPassword } from '../../../model/starrocks/statements.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const makeNodes = (observers: readonly boolean[]): readonly FrontendSpec[] =>
  observers.map((observer, index) => ({ ...makeNode(index + 1), ...(observer && { observer: true as const }) }));

const anyNodes = fc.array(fc.boolean(), { maxLength: 9 }).map(makeNodes);

test('each node comes once, followers in the order of the file, then observers in theirs', () => {
  fc.assert(
    fc.property(anyNodes, (nodes) => {
      const order = orderDeploy(nodes);
      const namesOf = (some: readonly FrontendSpec[]) => some.map(({ alias }) => alias).sort();
      expect(namesOf(order)).toEqual(namesOf(nodes));
      const followers = order.filter(({ observer }) => !observer);
      expect(order.slice(0, followers.length)).toEqual(nodes.filter(({ observer }) => !observer));
      expect(order.slice(followers.length)).toEqual(nodes.filter(({ observer }) => observer));
    }),
  );
});

describe('what the file asks for', () => {
  const gatesOf = (nodes: readonly FrontendSpec[], user = 'root') =>
    judgeDeploy('prod', nodes, user).map(({ gate, severity }) => `${gate} ${severity}`);

  test.each([
    ['an odd number of followers passes', [false, false, false], 'odd ok'],
    ['observers do not count', [false, true], 'odd ok'],
    ['an even number is warned of', [false, false], 'odd warning'],
    ['no follower is refused', [true], 'last refusal'],
  ])('%s', (_what, observers, expected) => {
    expect(gatesOf(makeNodes(observers))[0]).toBe(expected);
  });

  test('another user than root is refused', () => {
    expect(gatesOf(makeNodes([false]), 'ops')[1]).toBe('privileges refusal');
    expect(gatesOf(makeNodes([false]))[1]).toBe('privileges ok');
  });
});

describe('a password', () => {
  test.each(["it's", 'back\\slash', 'new\nline', 'ü', '', 'x'.repeat(129)])('%j is not plain', (text) => {
    expect(isPlainPassword(text)).toBe(false);
  });

  test('that is plain ends where its quotes end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter(isPlainPassword), (text) => {
        expect(setPassword('root', text).match(/^SET PASSWORD FOR 'root' = PASSWORD\('([^'\\]*)'\)$/)?.[1]).toBe(text);
      }),
    );
  });
});
