import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '../../../sandbox/starrocks/model/answer.ts';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { HostShell } from './host-shell.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 1, speed: 50, sharedData: true, computeNodes: 1 });
});
afterAll(() => sandbox.stop());

it('a sandbox in shared-data mode says so in its conf file, its meta directory, its columns and its cluster file', async () => {
  const first = new HostShell(sandbox, 'fe-1');
  expect(first.read('conf/fe.conf')).toContain('run_mode = shared_data\n');
  expect(first.read('meta/image/VERSION')).toContain('runMode=shared_data\n');
  expect(sandbox.cluster.nodes[0]?.config).toMatchObject({ run_mode: 'shared_data' });
  const shown = await sandbox.control<Answer>('sql', { statement: 'SHOW COMPUTE NODES' });
  expect(shown).toMatchObject({ kind: 'rows', rows: [expect.arrayContaining(['9070', 'default_warehouse'])] });
  await expect(sandbox.control('data', { tables: 1 })).rejects.toThrow('Default storage volume not exists');
});
