import { expect, test } from 'vitest';
import { follow } from '../../client/follow.ts';
import { readDrain } from '../../client/read-drain.ts';
import { readOperation } from '../../client/read-operation.ts';
import { showOperation } from '../../client/screens/ops-show.ts';
import { viewProgress } from '../../model/progress/view-progress.ts';
import { VIEW } from '../client/screens/examples.ts';
import { SupervisedWorker } from '../faults/worker-process.ts';
import { recordLines } from '../fixtures/record-lines.ts';
import { until } from '../fixtures/until.ts';
import { useConnection } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

const runner = useConnection();

/** Copies take a minute of the product's time, so it goes on for a while; of twice the size they would run out of time. */
const DATA = { tables: 4, tablets: 64, replicas: 3, bytes: 64 * 1_048_576, rate: 1 } as const;

const LIMIT_MS = 100_000;

test('a drain is seen with its worker killed, told by its news, and says why it stands still', {
  timeout: 240_000,
}, async () => {
  await withSandbox({ hosts: 1, frontends: 1, backends: 4, speed: 50 }, async (sandbox) => {
    await sandbox.control('data', DATA);
    let worker = new SupervisedWorker(runner);
    try {
      const handle = await runner.start(sandbox.cluster, { verb: 'remove', role: 'be', nodes: ['be-4'] });
      const { workflowId, firstExecutionRunId: runId } = handle;
      const lines: string[] = [];
      const watching = follow(runner.link, { workflowId, runId }, recordLines(lines), {
        signal: new AbortController().signal,
      });

      const canTell = async () => {
        const progress = await readDrain(runner.client, workflowId, runId);
        const record = progress?.nodes['be-4'];
        return record !== undefined && viewProgress(record, Date.now()).eta !== undefined ? record : undefined;
      };
      const seen = await until('an end can be told', canTell, LIMIT_MS);
      // First of all: the sandbox does not wait for a slow machine.
      await sandbox.control('fault', { name: 'scheduler-off' });
      await worker.stop('SIGKILL');
      const { progress, live, source } = await readOperation(runner.client, workflowId, runId);
      expect(source).toBe('server');
      const kept = live['drained']?.progress?.nodes['be-4'];
      expect(kept?.total).toBe(192);
      expect(kept?.samples.at(-1)?.left).toBeLessThanOrEqual(seen.samples.at(-1)?.left ?? 0);
      const screen = showOperation({ workflowId, runId, progress, live, source }, { ...VIEW, now: Date.now() });
      expect(screen.join('\n')).toMatch(
        /no worker answers[\s\S]*be-4 {2}█+░+ {2}\d+ of 192 tablets left \(\d\d %\) · [\d.]+ GB of 1\d GB\n.* tablets\/h · .*\/h · ETA /,
      );

      worker = new SupervisedWorker(runner);
      await until('the stall is told', () => lines.some((line) => line.includes('nothing moves')), LIMIT_MS);
      // The next epoch begins without a beat.
      const stalled = await until('it beats', async () => {
        const told = await readDrain(runner.client, workflowId, runId);
        return told?.stall === undefined ? undefined : told;
      });
      expect(stalled.stall).toMatchObject({ cause: 'scheduler-off', nodes: ['be-4'] });
      // The worker's restart lost nothing of what was known.
      expect(stalled.nodes['be-4']).toMatchObject({ total: 192, startedAt: kept?.startedAt });
      await sandbox.control('cure', { name: 'scheduler-off' });

      expect((await watching)?.progress.state).toBe('done');
      const text = lines.join('\n');
      expect(text).toContain('scheduler');
      expect(lines.filter((line) => /be-4 \d+ % left/.test(line)).length).toBeLessThanOrEqual(10);
      expect(lines.filter((line) => line.includes('nothing moves'))).toHaveLength(1);
      expect(text).not.toContain('replicas left');
      await handle.result();
    } finally {
      await worker.stop();
    }
  });
});
