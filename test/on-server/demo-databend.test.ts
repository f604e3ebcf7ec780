import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { showCheck } from '../../client/screens/check.ts';
import { showOutcome } from '../../client/screens/outcome.ts';
import { showPlan } from '../../client/screens/plan.ts';
import { createStyle, type View } from '../../client/screens/view.ts';
import type { CheckReport } from '../../model/check.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { runCompiled } from '../fixtures/run-compiled.ts';

const VIEW: View = { width: 100, style: createStyle(false), now: 0, zone: 'Europe/Berlin' };

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-demo-'));
  mkdirSync(join(directory, 'bin'));
  symlinkSync(inject('temporalPath'), join(directory, 'bin/temporal'));
});
afterAll(async () => {
  await muster('sandbox', 'down', '--name', 'databend');
  await muster('down');
  rmSync(directory, { recursive: true, force: true });
});

/** The compiled command, with Temporal, worker, sandbox and state of its own. */
async function muster(...args: readonly string[]) {
  return await runCompiled(directory, args, `${join(directory, 'bin')}:${process.env.PATH ?? ''}`);
}

/** What differs from run to run, before a screen breaks its lines by it. */
function settle<Shown>(text: string): Shown {
  const hosts = new RegExp(`${directory}/state/sandboxes/databend/hosts/[^/"]+`, 'g');
  const settled = text
    .replaceAll(hosts, '')
    .replaceAll(`${directory}/state/sandboxes/databend`, '/sandbox')
    .replaceAll(/ -i \S+ -o IdentitiesOnly=yes -o UserKnownHostsFile=\S+ -p \d+/g, '')
    .replaceAll(/127\.77\.\d+\./g, '127.77.1.')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<run>')
    .replaceAll(/\.muster-[0-9a-f]{12}/g, '.muster-<digest>')
    .replaceAll(/"digest": "[0-9a-f]{64}"/g, '"digest": "9f86d081884c7d659a2feaa0c55ad015"')
    .replaceAll(/"bytes": \d+/g, '"bytes": 86000000')
    .replaceAll(
      /"(id|by)": "(?:[0-9a-z]{8}|\S+@\S+)"/g,
      (_, key) => `"${key}": "${key === 'id' ? '4kx9t2mq' : 'ada@laptop'}"`,
    )
    .replaceAll(/, by [^\s"]+@[^\s"]+/g, ', by ada@laptop')
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"2026-11-21T02:00:00.000Z"');
  return JSON.parse(settled) as Shown;
}

async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
}

it('replaces the leader while a Query node is asked, and refuses its id from then on', async () => {
  const first = await muster('demo', 'databend');
  expect(first, first.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  const folded = first.stdout.replaceAll(/\s+/g, ' ');
  const story = [
    'muster replace meta-1 --with meta-4',
    'meta-4 is a learner',
    'meta-1, meta-2, meta-3, meta-4 have it as a voter',
    'Write the endpoints of query-1',
    '"from":1,"to":',
    '--leave-id 1 --leave-via',
    'tell voters 2, 3, 4 and no other',
    'systemctl stop databend-meta.service → stopped',
    'replace meta meta-1 with meta-4 on databend: it is replaced',
  ];
  let at = 0;
  for (const line of story) {
    const found = folded.indexOf(line, at);
    expect(found, `${line} in\n${first.stdout}`).toBeGreaterThanOrEqual(0);
    at = found;
  }
  // A transfer takes a moment; nobody had to wait for an election, which takes about three seconds of the product.
  expect(folded).toMatch(/query-1 meanwhile: \d{2,} queries answered, 0 failed/);

  const again = await muster('demo', 'databend');
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('it was replaced at an earlier run');

  // Of two that are caught up either may have been chosen.
  const { leader } = JSON.parse((await muster('status', '--json')).stdout) as { readonly leader: string };
  if (!leader.endsWith('.2:28004')) {
    expect(await muster('transfer-leader', '--to', 'meta-2', '-y')).toMatchObject({ exitCode: 0 });
  }
  const replace = await muster('plan', 'replace', 'meta-3', '--with', 'meta-5', '--json');
  expect(replace, replace.stdout).toMatchObject({ exitCode: 0 });
  await expectGolden('plan-replace-meta', showPlan(settle<OperationProgress>(replace.stdout), VIEW));

  // The leader's, with what is before it; whoever of the two takes over.
  const remove = await muster('plan', 'remove', 'meta-2', '--json');
  expect(remove, remove.stdout).toMatchObject({ exitCode: 0 });
  const settled = settle<OperationProgress>(remove.stdout.replaceAll(/(transfer_leader\?to=)[34]/g, '$13'));
  await expectGolden('plan-remove-meta', showPlan(settled, VIEW));

  // Nobody in the group knows any more that id 1 was there; this Temporal does.
  const refused = await muster('plan', 'add', 'meta-1', '--json');
  expect(refused.exitCode).toBe(3);
  const { steps, ...rest } = settle<OperationProgress>(refused.stdout);
  expect(steps[0]?.findings?.find(({ severity }) => severity === 'refusal')).toMatchObject({
    gate: 'used-id',
    message: expect.stringMatching(/^id 1 was used by operation .* \(replace meta-1 with meta-4, /),
  });
  await expectGolden(
    'outcome-meta-refused',
    showOutcome({ ...rest, steps: steps.slice(0, 1) }, VIEW).map((line) =>
      line.replace(/operation \w+ \(([^,]*),.*/, 'operation <id> ($1, …'),
    ),
  );

  const listed = await muster('ops', 'list');
  expect(listed.stdout).toContain('replace meta-1 with meta-4');

  await muster('sandbox', 'kill', 'meta-3');
  const check = await muster('check', '--json');
  expect(check.exitCode).toBe(3);
  const report = settle<CheckReport>(check.stdout);
  await expectGolden('check-meta', showCheck(report, 'was asked as well', VIEW));
}, 560_000);
