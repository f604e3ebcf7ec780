import { beforeAll, expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import type { Finding } from '../../model/step.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

/** One frontend and a host whose clock is off: an even number of followers besides. */

const sandbox = useSandbox();
const runner = useRunner();

beforeAll(async () => {
  await sandbox.control('fault', { name: 'clock-skew', node: 'fe-2', seconds: 7 });
});

function findingsOf({ steps }: OperationProgress, gate: string): readonly Finding[] {
  return steps.flatMap(({ findings }) => findings ?? []).filter((finding) => finding.gate === gate);
}

test('report tells and refuses nothing that may be overridden', async () => {
  const progress = await runner.run(sandbox.cluster, { mode: 'plan', checks: 'report' });
  expect(progress.state).toBe('planned');
  expect(findingsOf(progress, 'clock')).toMatchObject([{ severity: 'warning' }]);
});

test('strict refuses on a warning too', async () => {
  const progress = await runner.run(sandbox.cluster, { checks: 'strict', accept: { clock: 'NTP is being mended' } });
  expect(progress.state).toBe('refused');
  expect(findingsOf(progress, 'odd')).toMatchObject([{ severity: 'refusal' }]);
  expect(findingsOf(progress, 'clock')).toMatchObject([{ severity: 'warning', accepted: 'NTP is being mended' }]);
});

test('a refusal that was not accepted refuses, and a reason for another gate does not help it', async () => {
  const progress = await runner.run(sandbox.cluster, { accept: { space: 'a larger disk comes tomorrow' } });
  expect(progress.state).toBe('refused');
  expect(findingsOf(progress, 'clock')).toMatchObject([{ severity: 'refusal' }]);
});

test('what is firm stays a refusal under report', async () => {
  await sandbox.control('fault', { name: 'stale-meta', node: 'fe-2' });
  const progress = await runner.run(sandbox.cluster, { checks: 'report', accept: { meta: 'it is mine' } });
  await sandbox.control('cure', { name: 'stale-meta', node: 'fe-2' });
  expect(progress.state).toBe('refused');
  expect(findingsOf(progress, 'meta')).toMatchObject([{ severity: 'refusal' }]);
});

test('a skewed clock that is accepted by name goes on, and the reason is recorded', async () => {
  const accept = { clock: 'the clocks of this lab are off by design' };
  const progress = await runner.run(sandbox.cluster, { accept });
  expect(progress.state).toBe('done');
  expect(progress.request.accept).toEqual(accept);
  expect(findingsOf(progress, 'clock')).toMatchObject([{ severity: 'warning', accepted: accept.clock }]);
});
