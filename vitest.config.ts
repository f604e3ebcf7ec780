import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

const pure = [
  'test/model/**/*.test.ts',
  'test/client/**/*.test.ts',
  'test/house/**/*.test.ts',
  'test/workflows/core/**/*.test.ts',
  'test/sandbox/starrocks/model/**/*.test.ts',
  'test/sandbox/databend/model/**/*.test.ts',
  'test/sandbox/time/**/*.test.ts',
];

export default defineConfig({
  test: {
    // The SDK's native part crashes when a second thread loads it (vitest 4.1, SDK 1.24, seen).
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    projects: [
      // They compute and do not wait; on a busy machine that can still take a while.
      { extends: true, test: { name: 'pure', include: pure, testTimeout: 60_000, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['test/**/*.test.ts', ...(process.env.MUSTER_RECORD === '1' ? ['test/replay/record-*.ts'] : [])],
          exclude: pure,
          globalSetup: ['test/setup/build-first.ts', 'test/setup/temporal-server.ts'],
          // They mostly wait. Ports, directories, clusters and task queues are each file's own; what files share is the
          // server, and its locks have names of their own.
          fileParallelism: true,
          maxWorkers: 2,
          // Cases that say `concurrent`: they mostly wait, and their clocks run fast.
          maxConcurrency: 2,
          // After the others, with the machine for itself.
          sequence: { groupOrder: 1 },
          // A limit is for what hangs: on a busy machine a case of many processes takes its time.
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
