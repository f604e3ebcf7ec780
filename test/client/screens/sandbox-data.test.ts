import { describe, expect, it } from 'vitest';
import { describeSandboxData, type SandboxData } from '../../../client/screens/sandbox-data.ts';
import { VIEW } from './examples.ts';

const GIB = 1024 ** 3;

const DATA: SandboxData = {
  databases: [
    { name: 'shop', tables: 4, tablets: 32, replicas: 96, bytes: 6 * GIB },
    { name: '_statistics_', tables: 1, tablets: 4, replicas: 12, bytes: 48 * 1024 ** 2 },
  ],
  backends: [
    { address: '127.77.1.11:9050', tablets: 54, bytes: 3 * GIB },
    { address: '127.77.1.12:9050', tablets: 9, bytes: 0 },
  ],
  recycled: 12,
};

describe('the data of a sandbox', () => {
  it('is told by database and by backend', async () => {
    const lines = describeSandboxData(DATA, VIEW);
    for (const line of lines) expect(line).not.toMatch(/\s$/);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/sandbox-data.txt');
  });

  it('is missing until somebody makes it', () => {
    expect(describeSandboxData({ databases: [], backends: DATA.backends, recycled: 0 }, VIEW)).toEqual([
      'There are no tables.',
      'next: muster sandbox data --tables 4',
    ]);
    expect(describeSandboxData({ databases: [], backends: [], recycled: 0 }, VIEW)).toContain(
      'next: muster sandbox backends 3',
    );
  });
});
