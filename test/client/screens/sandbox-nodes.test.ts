import { describe, expect, it } from 'vitest';
import { describeSandboxNodes, type SandboxNode } from '../../../client/screens/sandbox-nodes.ts';
import { VIEW } from './examples.ts';

const LEADER: SandboxNode = {
  name: 'fe-1',
  address: '127.77.1.1',
  pid: 4711,
  state: 'serving',
  role: 'LEADER',
  registered: true,
  alive: true,
};

describe('the nodes of a sandbox', () => {
  it('are shown as they are, beside what the cluster says of them', async () => {
    const lines = describeSandboxNodes(
      [
        LEADER,
        { ...LEADER, name: 'fe-2', address: '127.77.1.2', pid: null, state: 'stopped', role: null },
        {
          ...LEADER,
          name: 'fe-3',
          address: '127.77.1.3',
          pid: 815,
          state: 'dropped',
          role: 'UNKNOWN',
          registered: false,
        },
        { ...LEADER, name: 'fe-10', address: '127.77.1.10', pid: 99, state: 'starting', role: 'INIT', alive: false },
      ],
      VIEW,
    );
    for (const line of lines) expect(line).not.toMatch(/\s$/);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/sandbox-nodes.txt');
  });
});
