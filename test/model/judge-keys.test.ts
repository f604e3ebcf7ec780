import { expect, test } from 'vitest';
import { judgeKeys } from '../../model/judge-keys.ts';
import { makeCluster } from '../fixtures/scripted-world.ts';

const { nodes } = makeCluster();
const byAgent = nodes.map((node) => {
  const { key: _, ...ssh } = node.ssh;
  return { ...node, ssh: { ...ssh, agent: true } };
});

test('a host that only an agent opens warns, with its name; a key beside the agent is enough', () => {
  expect(judgeKeys(nodes)).toMatchObject([{ gate: 'key', severity: 'ok' }]);
  expect(judgeKeys(byAgent.slice(0, 1))).toMatchObject([{ severity: 'warning', subject: nodes[0]?.alias }]);
  expect(judgeKeys(nodes.map((node) => ({ ...node, ssh: { ...node.ssh, agent: true } })))).toMatchObject([
    { severity: 'ok' },
  ]);
});
