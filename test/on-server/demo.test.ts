import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { runCompiled } from '../fixtures/run-compiled.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-demo-'));
  mkdirSync(join(directory, 'bin'));
  symlinkSync(inject('temporalPath'), join(directory, 'bin/temporal'));
});
afterAll(async () => {
  await muster('sandbox', 'down');
  await muster('down');
  rmSync(directory, { recursive: true, force: true });
});

/** The compiled command, with Temporal, worker, sandbox and state of its own. */
async function muster(...args: readonly string[]) {
  return await runCompiled(directory, args, `${join(directory, 'bin')}:${process.env.PATH ?? ''}`);
}

it('grows a cluster, drains a backend, cures the drain on the way, and goes on from there when it is run again', async () => {
  const first = await muster('demo');
  expect(first, first.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  const told = withoutTimes(first.stdout);
  await expect(`${chapters(told)}\n`).toMatchFileSnapshot('golden/demo-chapters.txt');
  // In this order: it is warned of, accepted by the database, stands still, is diagnosed, cured beside, and ends.
  const story = [
    'add fe fe-2, fe-3 on sandbox: all of them serve',
    'has more replicas than 2 hosts with 2 backends can',
    "ALTER SYSTEM DECOMMISSION BACKEND '",
    'there are too few hosts for the replicas of a table',
    '_statistics_.column_statistics has 3 replicas, and 2 hosts can take one',
    'muster add be-4',
    'add be be-4 on sandbox: it serves',
    "ALTER SYSTEM DROP BACKEND '",
    'remove be be-3 on sandbox: it is gone',
  ];
  const folded = told.replaceAll(/\s+/g, ' ');
  let at = 0;
  for (const line of story) {
    const found = folded.indexOf(line, at);
    expect(found, `${line} in\n${told}`).toBeGreaterThanOrEqual(0);
    at = found;
  }
  // Each copy that was there is there again, on the backends that stay.
  const replicas = [...told.matchAll(/^\S+:9050 +be-\d +backend +yes +(\d+)/gm)].map(([, count]) => Number(count));
  expect(replicas).toHaveLength(3);
  expect(replicas.reduce((sum, count) => sum + count, 0)).toBe(4 * 24 * 2 + 4 * 3);

  const again = await muster('demo');
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('they joined at an earlier run');
  expect(again.stdout).toContain('it left at an earlier run');

  // What it suggests to try does something here: back it comes, and the other one may go.
  expect(await muster('plan', 'add', 'be-3')).toMatchObject({ exitCode: 0 });
  expect(await muster('plan', 'remove', 'be-2')).toMatchObject({ exitCode: 0 });
  expect((await muster('sandbox', 'fault')).stdout).toContain('No fault is active.');
  expect((await muster('ops', 'show')).exitCode).toBe(0);
}, 400_000);

/** What the demo says itself; the screens between have their own golden files. */
function chapters(text: string): string {
  return text
    .split('\n')
    .filter((line) => /^\d {2}|^ {3}\S|^\$ /.test(line))
    .join('\n');
}

function withoutTimes(text: string): string {
  return text
    .replaceAll(directory, '<home>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<temporal>')
    .replaceAll(/worker pid \d+/g, 'worker pid <pid>')
    .replaceAll(/Temporal server [\d.]+/g, 'Temporal server <version>');
}
